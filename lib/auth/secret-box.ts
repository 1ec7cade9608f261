import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { env } from '@/lib/env'

export type Sealed = { ciphertext: Uint8Array<ArrayBuffer>; keyId: string }

const keyOf = (text: string): Buffer => Buffer.from(text, 'base64')
const masterKey = (): Buffer => keyOf(env().MASTER_KEY)
const idOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 12)

/**
 * Encrypts a secret for storage (AES-256-GCM: 12 bytes nonce, 16 bytes tag, then the text).
 * @param context where it belongs (table, row, host); opening it anywhere else fails
 */
export function seal(secret: string, context: string): Sealed {
  const [key, nonce] = [masterKey(), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return { ciphertext: new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body])), keyId: idOf(key) }
}

/** Whether a secret was sealed with the key in force; if not, it wants sealing anew before its key is thrown away. */
export const isCurrentKey = (keyId: string): boolean => idOf(masterKey()) === keyId

/** @throws Error when the key is neither the one in force nor a former one, or the text was moved or changed */
export function open(ciphertext: Uint8Array, keyId: string, context: string): string {
  const { MASTER_KEY, MASTER_KEY_FORMER } = env()
  const key = [MASTER_KEY, ...MASTER_KEY_FORMER].map(keyOf).find((one) => idOf(one) === keyId)
  if (!key) throw new Error('this secret was sealed with another MASTER_KEY')
  const bytes = Buffer.from(ciphertext)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
