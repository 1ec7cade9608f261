import { randomBytes } from 'node:crypto'
import { isCurrentKey, open, seal } from '@/lib/auth/secret-box'

type Stored = { secretCiphertext: Uint8Array<ArrayBuffer>; secretKeyId: string }

const contextOf = (instanceId: string): string => `PrivateInstance/${instanceId}`

function sealed(instanceId: string, secret: string): Stored {
  const { ciphertext, keyId } = seal(secret, contextOf(instanceId))
  return { secretCiphertext: ciphertext, secretKeyId: keyId }
}

/** A new bearer token for an instance's server: sealed, bound to the instance, never shown to anybody. */
export const mintInstanceSecret = (instanceId: string): Stored => sealed(instanceId, randomBytes(32).toString('base64url'))

/** The token in the clear, for whoever starts or asks the instance's server. @throws Error when it was sealed for another or with another key */
export const instanceSecret = ({ id, secretCiphertext, secretKeyId }: { id: string; secretCiphertext: Uint8Array; secretKeyId: string }): string =>
  open(secretCiphertext, secretKeyId, contextOf(id))

/** The same token sealed with the key in force, or null where it is already. @throws Error when its key is unknown */
export const resealedInstanceSecret = (row: { id: string; secretCiphertext: Uint8Array; secretKeyId: string }): Stored | null =>
  isCurrentKey(row.secretKeyId) ? null : sealed(row.id, instanceSecret(row))
