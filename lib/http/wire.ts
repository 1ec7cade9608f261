import { assert } from '@/lib/kernel/assert'
import { keysToCamel, toCamel, toSnake } from '@/lib/kernel/key-case'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array)

function minorToNumber(value: bigint): number {
  assert(value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER), 'integer fits JSON')
  return Number(value)
}

/**
 * What leaves through the API: snake_case keys, whole minor units as JSON integers, instants as ISO 8601 in UTC.
 * Usage costs are decimal strings already when they come here, because picos do not fit a JSON integer.
 */
export function toWire(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return minorToNumber(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(toWire)
  if (isPlain(value)) {
    return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined).map(([key, one]) => [toSnake(key), toWire(one)]))
  }
  return value as Json
}

/** What came in through the API, with the keys as the schemas name them. */
export const fromWire = keysToCamel

export { toSnake, toCamel }
