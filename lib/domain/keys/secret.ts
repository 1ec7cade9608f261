import { createHash, randomBytes } from 'node:crypto'

export type MintedSecret = { text: string; hash: Uint8Array<ArrayBuffer>; hint: string }

/** SHA-256 is enough: the text holds 256 random bits, so there is no list to guess from. */
export const hashSecret = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash('sha256').update(text).digest())

/** A new key's secret: `mk_live_` and 256 random bits. Only the hash and the hint are ever stored. */
export function mintSecret(): MintedSecret {
  const text = `mk_live_${randomBytes(32).toString('base64url')}`
  return { text, hash: hashSecret(text), hint: `mk_live_…${text.slice(-4)}` }
}

/** Whether a text can be a key at all; spares the database rubbish. */
export const looksLikeSecret = (text: string): boolean => /^mk_live_[\w-]{43}$/.test(text)
