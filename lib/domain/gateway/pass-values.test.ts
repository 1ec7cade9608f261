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

/** Pairs of a hold and a record: many are the same, others differ from those in one field. */
const oneOther: [Partial<HoldRow>, Partial<UsageRecord>][] = [
  ...[
    { keyId: null }, { userId: 'usr_2' }, { modelId: 'mdl_2' }, { modelSlug: 'two' }, { upstreamId: null }, { modelPriceId: 'prc_2' }, { endpoint: 'completions' as const }, { source: 'playground' as const },
    { isStream: true }, { status: 'error' as const }, { httpStatus: 502 }, { errorCode: 'upstream_failed' }, { isEstimated: true }, { attempts: 2 }, { currency: 'KWD' },
    { createdAt: new Date('2026-01-01T10:59:59.999Z') }, { createdAt: new Date('2026-01-01T11:00:00Z') }, { inputTokens: 4, costPicos: 6n },
  ].map((told): [Partial<HoldRow>, Partial<UsageRecord>] => [{}, told]),
  ...[{ clientId: 'cli_2' }, { usagePeriodId: null }, { walletId: 'wal_2' }, { walletId: null }, { keyId: null }, { walletPicos: 0n }, { allowanceTokens: 3n }].map((own): [Partial<HoldRow>, Partial<UsageRecord>] => [own, {}]),
]
const pairs = fc.array(fc.oneof(fc.constant(undefined), fc.constantFrom(...oneOther)), { minLength: 1, maxLength: 20 })
  .map((those) => those.map((one): [HoldRow, UsageRecord] => [{ ...hold, ...one?.[0] }, { ...record, ...one?.[1] }]))

const rowsOf = (array: unknown): string[] => [...String(array).matchAll(/"\((.*?)\)"/g)].map(([, fields]) => fields ?? '')
const numbersOf = (array: unknown, width: number): string[][] => {
  const all = String(array).slice(1, -1).split(',')
  return Array.from({ length: all.length / width }, (_row, at) => all.slice(at * width, (at + 1) * width))
}

it('each closing is sent with the kind it has alone, and the sums are those of all alone', () => {
  fc.assert(fc.property(pairs, (all) => {
    const closings = all.map(([own, told], at): HeldClosing => ({ hold: own, closing: { id: `req_${String(at).padStart(3, '0')}`, taken: { allowanceTokens: 1n, walletPicos: 2n, overagePicos: 3n }, record: told } }))
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
  fc.assert(fc.property(pairs, (all) => {
    const asked = all.map(([own, told], at): HoldRow => ({ ...own, id: `req_${at}`, request: told }))
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
