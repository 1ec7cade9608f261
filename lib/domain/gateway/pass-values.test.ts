import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { HoldRow, UsageRecord } from './hold'
import { askingValues, closingValues, type HeldClosing } from './pass-values'

const createdAt = new Date('2026-01-01T10:00:00Z')
const record: UsageRecord = {
  keyId: 'key_1', userId: null, modelId: 'mdl_1', modelSlug: 'one', upstreamId: 'ups_1', modelPriceId: 'prc_1', endpoint: 'chat', source: 'api', isStream: false, status: 'ok', httpStatus: 200, errorCode: null,
  isEstimated: false, inputTokens: 1, cachedTokens: 0, outputTokens: 1, currency: 'USD', costPicos: 5n, latencyMs: 7, firstTokenMs: null, attempts: 1, createdAt,
}
const hold: HoldRow = {
  id: 'req_1', clientId: 'cli_1', usagePeriodId: 'prd_1', walletId: 'wal_1', keyId: 'key_1', allowanceTokens: 0n, walletPicos: 9n, overagePicos: 0n, keyPicos: 0n, expiresAt: createdAt, request: record,
}

/** Records and holds that differ in any of their fields, or in none. */
const records = fc.record({
  keyId: fc.constantFrom('key_1', null), userId: fc.constantFrom(null, 'usr_2'), modelId: fc.constantFrom('mdl_1', 'mdl_2'), modelSlug: fc.constantFrom('one', 'two'), upstreamId: fc.constantFrom('ups_1', null),
  modelPriceId: fc.constantFrom('prc_1', 'prc_2'), endpoint: fc.constantFrom('chat' as const, 'completions' as const), source: fc.constantFrom('api' as const, 'playground' as const), isStream: fc.boolean(),
  status: fc.constantFrom('ok' as const, 'error' as const), httpStatus: fc.constantFrom(200, 502), errorCode: fc.constantFrom(null, 'upstream_failed'), isEstimated: fc.boolean(), attempts: fc.constantFrom(1, 2),
  currency: fc.constantFrom('USD', 'KWD'), createdAt: fc.constantFrom(createdAt, new Date('2026-01-01T10:59:59.999Z'), new Date('2026-01-01T11:00:00Z')), inputTokens: fc.nat(9), costPicos: fc.bigInt(0n, 9n),
}, { requiredKeys: [] }).map((some): UsageRecord => ({ ...record, ...some }))
const holds = fc.record({
  clientId: fc.constantFrom('cli_1', 'cli_2'), usagePeriodId: fc.constantFrom('prd_1', null), walletId: fc.constantFrom('wal_1', 'wal_2', null), keyId: fc.constantFrom('key_1', null), walletPicos: fc.constantFrom(9n, 0n),
  allowanceTokens: fc.bigInt(0n, 9n),
}, { requiredKeys: [] }).map((some): HoldRow => ({ ...hold, ...some }))
const few = <One>(one: fc.Arbitrary<One>): fc.Arbitrary<One[]> => fc.array(one, { minLength: 1, maxLength: 8 }).chain((those) => fc.array(fc.constantFrom(...those), { minLength: 1, maxLength: 20 }))

const rowsOf = (array: unknown): string[] => [...String(array).matchAll(/"\((.*?)\)"/g)].map(([, fields]) => fields ?? '')
const numbersOf = (array: unknown, width: number): string[][] => {
  const all = String(array).slice(1, -1).split(',')
  return Array.from({ length: all.length / width }, (_row, at) => all.slice(at * width, (at + 1) * width))
}

it('each closing is sent with the kind it has alone, and the sums are those of all alone', () => {
  fc.assert(fc.property(few(fc.tuple(holds, records)), (pairs) => {
    const closings = pairs.map(([own, told], at): HeldClosing => ({ hold: own, closing: { id: `req_${String(at).padStart(3, '0')}`, taken: { allowanceTokens: 1n, walletPicos: 2n, overagePicos: 3n }, record: told } }))
    const [, numbers, kinds, sums] = closingValues([...closings])
    const alone = closings.map((one) => closingValues([one]))
    const [width, sumWidth] = [numbersOf(alone[0]?.[1], 1).length, 13]
    expect(numbersOf(numbers, width).map(([number]) => rowsOf(kinds)[Number(number) - 1])).toEqual(alone.map((one) => rowsOf(one[2])[0]))
    const total = new Map<string, number[]>()
    for (const fields of alone.flatMap((one) => rowsOf(one[3])).map((text) => text.split(','))) {
      const [key, amounts] = [fields.slice(0, -sumWidth).join(','), fields.slice(-sumWidth).map(Number)]
      total.set(key, amounts.map((amount, at) => amount + (total.get(key)?.[at] ?? 0)))
    }
    expect(new Set(rowsOf(sums))).toEqual(new Set([...total].map(([key, amounts]) => [key, ...amounts].join(','))))
  }))
})

it('each hold is asked for with the kind and the request it has alone, and kinds ask for all of theirs', () => {
  fc.assert(fc.property(few(fc.tuple(holds, records)), (pairs) => {
    const asked = pairs.map(([own, told], at): HoldRow => ({ ...own, id: `req_${at}`, request: told }))
    const [, numbers, kinds, requests] = askingValues(asked)
    const alone = asked.map((one) => askingValues([one]))
    const width = numbersOf(alone[0]?.[1], 1).length
    const places = numbersOf(numbers, width).map(([number]) => Number(number) - 1)
    const keyOf = (fields: string | undefined): string | undefined => fields?.split(',').slice(0, 4).join(',')
    expect(places.map((at) => keyOf(rowsOf(kinds)[at]))).toEqual(alone.map((one) => keyOf(rowsOf(one[2])[0])))
    const texts = String(requests).slice(2, -2).split('","')
    expect(places.map((at) => texts[at])).toEqual(alone.map((one) => String(one[3]).slice(2, -2)))
    const tokens = (at: number): number => asked.reduce((sum, one, i) => sum + (places[i] === at ? Number(one.allowanceTokens) : 0), 0)
    expect(rowsOf(kinds).map((fields) => Number(fields.split(',')[4]))).toEqual(rowsOf(kinds).map((_fields, at) => tokens(at)))
  }))
})
