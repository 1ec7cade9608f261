import { randomBytes } from 'node:crypto'
import { open, seal } from '@/lib/auth/secret-box'

type Stored = { secretCiphertext: Uint8Array<ArrayBuffer>; secretKeyId: string }

const contextOf = (instanceId: string): string => `PrivateInstance/${instanceId}`

/** A new bearer token for an instance's server: sealed, bound to the instance, never shown to anybody. */
export function mintInstanceSecret(instanceId: string): Stored {
  const { ciphertext, keyId } = seal(randomBytes(32).toString('base64url'), contextOf(instanceId))
  return { secretCiphertext: ciphertext, secretKeyId: keyId }
}

/** The token in the clear, for whoever starts or asks the instance's server. @throws Error when it was sealed for another or with another key */
export const instanceSecret = ({ id, secretCiphertext, secretKeyId }: { id: string; secretCiphertext: Uint8Array; secretKeyId: string }): string =>
  open(secretCiphertext, secretKeyId, contextOf(id))
