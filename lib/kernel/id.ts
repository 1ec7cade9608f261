import { randomFillSync } from 'node:crypto'

/** Every kind of object that has an id, with the prefix people see. */
export const idPrefixes = [
  'usr', 'cli', 'mbr', 'ses', 'vrf', 'evt', 'out', 'mail', 'pln', 'plv', 'mdl', 'prc', 'ups', 'cmp', 'lac', 'txn', 'ent', 'wal',
  'sub', 'inv', 'lin', 'pay', 'ref', 'whk', 'lgl', 'tax', 'key', 'prd', 'req', 'rec', 'fnd', 'dsp', 'test',
  'crn', 'cnl', 'uch', 'tir',
  'cnv',
  'spn', 'chg', 'cpr', 'tri', 'mig',
  'grt', 'top', 'rvs', 'rec', 'adj', 'dif', 'chk',
  'mth', 'mst', 'cpn', 'prm', 'red', 'dun', 'dev', 'run', 'prk', 'clk',
  'crt', 'cqt', 'crf',
  'cad', 'car',
  'ins', 'isz', 'ipr', 'imd', 'upl', 'iev',
] as const
export type IdPrefix = (typeof idPrefixes)[number]

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ' // Crockford base 32: no I, L, O, U to misread

/** Every two letters, by their value. */
const pairs = Array.from(alphabet, (first) => Array.from(alphabet, (second) => first + second)).flat()

/** `length` letters of base 32, an even number of them, for a whole number below 2^53. */
function encode(value: number, length: number): string {
  let [text, rest] = ['', value]
  for (let i = 0; i < length; i += 2) {
    text = (pairs[rest % 1024] ?? '') + text
    rest = Math.floor(rest / 1024)
  }
  return text
}

/** The least id of this kind that can be made at `at`: bounds a list that is sorted by id to a time. */
export const idFloor = (prefix: IdPrefix, at: Date): string => `${prefix}_${encode(at.getTime(), 10)}${'0'.repeat(16)}`

const half = 2 ** 40

/** The random part of the last id of each of the latest milliseconds, as two numbers of 40 bits. */
const latest = new Map<number, { high: number; low: number }>()
const mostLatest = 64

const pool = Buffer.alloc(10 * 256)
let poolAt = pool.length

/** Ten random bytes that were given to nobody before, drawn many at a time. */
function drawBytes(): Buffer {
  if (poolAt === pool.length) [poolAt] = [0, randomFillSync(pool)]
  poolAt += 10
  return pool.subarray(poolAt - 10, poolAt)
}

/** 80 bits: random at first, then a random step above the one before, so that ids of one millisecond sort as they were made. */
function nextRandom(ms: number): { high: number; low: number } {
  const bytes = drawBytes()
  const before = latest.get(ms)
  // The first one keeps its top bit free: there is always room above it.
  if (before) {
    before.low += 1 + bytes.readUIntBE(0, 4)
    if (before.low >= half) [before.high, before.low] = [before.high + 1, before.low - half]
    return before
  }
  const first = { high: bytes.readUIntBE(0, 5) % (half / 2), low: bytes.readUIntBE(5, 5) }
  if (latest.size >= mostLatest) latest.delete(latest.keys().next().value ?? 0)
  latest.set(ms, first)
  return first
}

/**
 * A new id such as `key_01JD3V…`: 48 bits of time (so ids sort by creation) and 80 random bits, in the ULID layout. Ids
 * that one process makes for the same millisecond sort in the order they were made.
 * The time part is for sorting and bounding lists; nothing reads it back.
 */
export function newId(prefix: IdPrefix, at: Date = new Date()): string {
  const ms = at.getTime()
  const { high, low } = nextRandom(ms)
  return `${prefix}_${encode(ms, 10)}${encode(high, 8)}${encode(low, 8)}`
}

/** Whether `text` has the shape of an id of this kind; says nothing about whether it exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`).test(text)
}
