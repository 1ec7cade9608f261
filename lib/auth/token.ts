import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export type Token = { text: string; hash: Uint8Array<ArrayBuffer> }

/** SHA-256: enough for secrets of 256 random bits, which nobody can guess from a list. */
export const hashToken = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash('sha256').update(text).digest())

/** 256 random bits for a link or a cookie, and what is stored of them. */
export function newToken(): Token {
  const text = randomBytes(32).toString('base64url')
  return { text, hash: hashToken(text) }
}

export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b)
