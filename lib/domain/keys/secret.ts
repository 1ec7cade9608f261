import { hash, randomBytes } from 'node:crypto'

export type MintedSecret = { text: string; hash: Uint8Array<ArrayBuffer>; hint: string }

/** SHA-256 is enough: the text holds 256 random bits, so there is no list to guess from. */
export const hashSecret = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(hash('sha256', text, 'buffer'))

/** The same as a text of 32 letters, a byte each: what is known of a key is kept under it. */
export const hashName = (text: string): string => hash('sha256', text, 'binary')

const hintOf = (ending: string): string => `mk_live_…${ending}`

/** A new key's secret: `mk_live_` and 256 random bits. Only the hash and the hint are ever stored. */
export function mintSecret(): MintedSecret {
  const text = `mk_live_${randomBytes(32).toString('base64url')}`
  return { text, hash: hashSecret(text), hint: hintOf(text.slice(-4)) }
}

/** Whether a text can be a key at all; spares the database rubbish. */
export const looksLikeSecret = (text: string): boolean => /^mk_live_[\w-]{43}$/.test(text)

/**
 * What a piece of text tells of a key: the hash of a whole key anywhere in it, a SHA-256 in hex, or a hint such as
 * `mk_live_…a4f2`. Null when it tells nothing.
 */
export function readTrace(text: string): { hash: Uint8Array<ArrayBuffer> } | { hint: string } | null {
  const whole = /mk_live_[\w-]{43}(?![\w-])/.exec(text)?.[0]
  if (whole) return { hash: hashSecret(whole) }
  const hex = /^(?:sha-?256:)?([0-9a-f]{64})$/i.exec(text.trim())?.[1]
  if (hex) return { hash: new Uint8Array(Buffer.from(hex, 'hex')) }
  const ending = /(?:…|\.{2,3}|\*{2,})([\w-]{4})$/.exec(text.trim())?.[1]
  return ending ? { hint: hintOf(ending) } : null
}
