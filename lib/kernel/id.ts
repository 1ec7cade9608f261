import { randomBytes } from 'node:crypto'

/** Every kind of object that has an id, with the prefix people see. */
export const idPrefixes = [
  'usr', 'cli', 'mbr', 'ses', 'vrf', 'evt', 'out', 'mail', 'pln', 'plv', 'mdl', 'prc', 'ups', 'cmp', 'lac', 'txn', 'ent', 'wal',
  'sub', 'inv', 'lin', 'pay', 'ref', 'whk', 'lgl', 'tax', 'key', 'prd', 'req', 'test',
  'spn', 'chg', 'cpr', 'tri', 'mig',
  'grt', 'top', 'rvs', 'rec', 'adj', 'dif', 'chk',
] as const
export type IdPrefix = (typeof idPrefixes)[number]

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ' // Crockford base 32: no I, L, O, U to misread

function encode(bytes: Uint8Array, length: number): string {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  let text = ''
  for (let i = 0; i < length; i++) {
    text = alphabet.charAt(Number(value & 31n)) + text
    value >>= 5n
  }
  return text
}

function encodeTime(at: Date): string {
  const time = new Uint8Array(6)
  let ms = at.getTime()
  for (let i = 5; i >= 0; i--) {
    time[i] = ms % 256
    ms = Math.floor(ms / 256)
  }
  return encode(time, 10)
}

/** The least id of this kind that can be made at `at`: bounds a list that is sorted by id to a time. */
export const idFloor = (prefix: IdPrefix, at: Date): string => `${prefix}_${encodeTime(at)}${'0'.repeat(16)}`

/**
 * A new id such as `key_01JD3V…`: 48 bits of time (so ids sort by creation) and 80 random bits, in the ULID layout.
 * The time part is for sorting and bounding lists; nothing reads it back.
 */
export function newId(prefix: IdPrefix, at: Date = new Date()): string {
  return `${prefix}_${encodeTime(at)}${encode(randomBytes(10), 16)}`
}

/** Whether `text` has the shape of an id of this kind; says nothing about whether it exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`).test(text)
}
