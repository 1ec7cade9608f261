import { beforeEach, describe, expect, it, vi } from 'vitest'
import { isUndone } from '@/lib/db/connection-loss'
import { platformDb } from '@/lib/db/platform-db'
import { hotPool } from '@/lib/db/pool'
import { newId } from '@/lib/kernel/id'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { raceHolds } from '@/lib/testing/raced-holds'
import type { LimitBatch } from '@/lib/providers/limits/types'
import { canPass, pass } from './gateway-pass'
import type { Funding } from './funding'
import type { Closing, HeldRequest, HoldRow, HoldVerdict, UsageRecord } from './hold'

type Own = { client: Metered; walletId: string }

const noLimits: LimitBatch = { holder: '', leaseMs: 0, cells: [], renewed: [], groups: [] }
const nothing: Funding = { allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n }
beforeEach(awayFromHourEnd)

async function make(options: Omit<Parameters<typeof createMeteredClient>[0], 'upstreams'> = {}): Promise<Own> {
  const client = await createMeteredClient({ upstreams: [], ...options })
  return { client, walletId: (await books(client)).wallet.id }
}

const recordOf = ({ client }: Own, costPicos = 0n): UsageRecord => ({
  keyId: client.keyId, userId: null, modelId: 'mdl_x', modelSlug: client.model, upstreamId: null, modelPriceId: 'prc_x', endpoint: 'chat', source: 'api', isStream: false, status: 'ok', httpStatus: 200,
  errorCode: null, isEstimated: false, inputTokens: 1, cachedTokens: 0, outputTokens: 1, currency: 'USD', costPicos, latencyMs: 1, firstTokenMs: null, attempts: 1, createdAt: new Date(),
})

const requestOf = (own: Own): HeldRequest => {
  const { keyId, userId, modelId, modelSlug, modelPriceId, endpoint, source, isStream, currency, createdAt } = recordOf(own)
  return { keyId, userId, modelId, modelSlug, modelPriceId, endpoint, source, isStream, currency, createdAt }
}

const holdOf = (own: Own, amounts: Partial<Funding>): HoldRow => ({
  ...nothing, keyPicos: 0n, ...amounts, id: newId('req'), clientId: own.client.clientId, usagePeriodId: own.client.periodId, walletId: own.walletId, keyId: own.client.keyId,
  expiresAt: new Date(Date.now() + 60_000), request: requestOf(own),
})

const close = (own: Own, { id }: HoldRow, taken: Partial<Funding>, costPicos = 0n): Closing => ({ id, taken: { ...nothing, ...taken }, record: recordOf(own, costPicos) })
const verdictsOf = (holds: readonly HoldRow[], verdicts: HoldVerdict[] | null): HoldVerdict[] => verdicts ?? holds.map(() => 'taken')

/** As the gateway meets it: what the database undid (two waited for each other) is asked again. */
const raced = (closings: readonly Closing[], holds: readonly HoldRow[]): ReturnType<typeof pass> =>
  pass(noLimits, closings, holds).catch((error: unknown) => { if (isUndone(error)) return raced(closings, holds); throw error })

describe('a pass', () => {
  it('raced by others and by whole statements takes no more of wallet, allowance and overage than there is, and gives all of it back once', async () => {
    const own = await make({ walletPicos: 100_003n, includedTokens: 5_003n, spendLimitPicos: 70_003n })
    const kinds: Partial<Funding>[] = [{ walletPicos: 1_000n }, { allowanceTokens: 50n, overagePicos: 1_000n }, { walletPicos: 700n, allowanceTokens: 10n, overagePicos: 300n }]
    const taken: HoldRow[] = []
    const race = async (amounts: Partial<Funding>, size: number): Promise<void> => {
      const holds = Array.from({ length: size }, () => holdOf(own, amounts))
      const { verdicts } = await raced([], holds)
      taken.push(...holds.filter((_hold, i) => verdictsOf(holds, verdicts)[i] === 'taken'))
    }
    await Promise.all([
      ...kinds.flatMap((amounts) => Array.from({ length: 40 }, (_one, i) => race(amounts, 1 + (i % 7)))),
      raceHolds(own.client, own.walletId, 60, 7, () => ({ walletPicos: 1_000n })), raceHolds(own.client, own.walletId, 60, 7, () => ({ allowanceTokens: 50n, overagePicos: 1_000n })),
    ])
    const { wallet, period, holds } = await books(own.client)
    const held = (of: keyof Funding): bigint => holds.reduce((sum, hold) => sum + hold[of], 0n)
    expect([held('walletPicos'), held('allowanceTokens'), held('overagePicos')]).toEqual([wallet.heldPicos, period.heldTokens, period.heldOveragePicos])
    expect([wallet.heldPicos <= 100_003n, period.heldTokens <= 5_003n, period.heldOveragePicos <= 70_003n]).toEqual([true, true, true])
    expect(wallet.heldPicos).toBeGreaterThan(99_000n) // what was refused did not fit

    // Each is closed by three at once, in other company each time, while new ones are asked for.
    const ids = new Set(taken.map(({ id }) => id))
    const all = [...taken, ...holds.filter(({ id }) => !ids.has(id)).map((hold) => ({ ...holdOf(own, {}), id: hold.id, walletPicos: hold.walletPicos, allowanceTokens: hold.allowanceTokens, overagePicos: hold.overagePicos }))]
    const used = ({ walletPicos, allowanceTokens, overagePicos }: HoldRow): Funding => ({ walletPicos: walletPicos / 3n, allowanceTokens: allowanceTokens / 2n, overagePicos })
    const late: HoldRow[] = []
    const counts = await Promise.all([3, 5, 11].flatMap((size) => Array.from({ length: Math.ceil(all.length / size) }, async (_one, i) => {
      const part = all.slice(i * size, (i + 1) * size)
      const asked = size === 5 ? [holdOf(own, { walletPicos: 900n })] : []
      const { closed, verdicts } = await raced(part.map((hold) => close(own, hold, used(hold), 10n)), asked)
      late.push(...asked.filter((_hold, at) => verdictsOf(asked, verdicts)[at] === 'taken'))
      return closed === null ? part.length : closed.filter(Boolean).length
    })))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length)
    await pass(noLimits, late.map((hold) => close(own, hold, {})), [])
    await expectExactBooks(own.client, { wallet: 100_003n })
    const { holds: left, events } = await books(own.client)
    expect([left, events.length, events.filter(({ costPicos }) => costPicos === 0n).length]).toEqual([[], all.length + late.length, late.length])
  })

  it('of several clients answers each for itself: what it closes pays what it is asked for, and nobody pays for another', async () => {
    const [rich, poor, plan] = [await make({ walletPicos: 1_000n }), await make({ walletPicos: 10n }), await make({ includedTokens: 100n })]
    const [first, of] = [holdOf(rich, { walletPicos: 1_000n }), holdOf(plan, { allowanceTokens: 100n })]
    expect((await pass(noLimits, [], [first, of])).verdicts).toBeNull()
    const asked = [holdOf(rich, { walletPicos: 700n }), holdOf(poor, { walletPicos: 11n }), holdOf(plan, { allowanceTokens: 60n }), holdOf(rich, { walletPicos: 1n }),
      { ...holdOf(poor, { walletPicos: 1n }), walletId: rich.walletId }, { ...holdOf(poor, { walletPicos: 1n }), walletId: null }, { ...holdOf(poor, { allowanceTokens: 1n }), usagePeriodId: plan.client.periodId }]
    const unknown = close(rich, holdOf(rich, {}), {})
    const { closed, verdicts } = await pass(noLimits, [close(rich, first, { walletPicos: 300n }, 300n), unknown, close(plan, of, { allowanceTokens: 40n })], asked)
    expect([closed, verdicts]).toEqual([[true, false, true], ['taken', 'funds', 'taken', 'funds', 'funds', 'funds', 'funds']])
    const rest = asked.filter((_hold, i) => verdicts?.[i] === 'taken')
    expect((await pass(noLimits, rest.map((hold, i) => close(i === 0 ? rich : plan, hold, {})), [])).closed).toBeNull()
    await expectExactBooks(rich.client, { wallet: 1_000n })
    await expectExactBooks(plan.client, { wallet: 0n })
  })

  it('closes nothing and takes nothing where one would settle for more than it held', async () => {
    const own = await make({ walletPicos: 1_000n })
    const [good, bad] = [holdOf(own, { walletPicos: 100n }), holdOf(own, { walletPicos: 100n })]
    await pass(noLimits, [], [good, bad])
    await expect(pass(noLimits, [close(own, good, { walletPicos: 90n }), close(own, bad, { walletPicos: 101n })], [holdOf(own, { walletPicos: 5n })])).rejects.toThrow('more than was held')
    const { wallet, openHolds } = await books(own.client)
    expect([wallet.balancePicos, wallet.heldPicos, openHolds]).toEqual([1_000n, 200n, 2])
  })

  it('writes no usage row of another client\'s key, and nothing else with it', async () => {
    const [own, other] = [await make({ walletPicos: 1_000n }), await make()]
    const [good, bad] = [holdOf(own, { walletPicos: 100n }), holdOf(own, { walletPicos: 100n })]
    await pass(noLimits, [], [good, bad])
    const settled = close(own, bad, { walletPicos: 9n }, 9n)
    const foreign = (): ReturnType<typeof pass> => pass(noLimits, [close(own, good, { walletPicos: 90n }), { ...settled, record: { ...settled.record, keyId: other.client.keyId } }], [])
    await expect(foreign()).rejects.toThrow('foreign key')
    const spent = holdOf(other, {}) // the same where the key has spent before
    await pass(noLimits, [], [spent])
    await pass(noLimits, [close(other, spent, {})], [])
    await expect(foreign()).rejects.toThrow('foreign key')
    const { wallet, openHolds, events } = await books(own.client)
    expect([wallet.balancePicos, wallet.heldPicos, openHolds, events]).toEqual([1_000n, 200n, 2, []])
  })

  it('writes every text as it is, also one that looks like PostgreSQL\'s own', async () => {
    const own = await make({ walletPicos: 1_000n })
    const texts = ['a "b" c', 'back\\slash\\', '(x,y)', '{1,"2"}', ' ', 'NULL', 'نموذج', '\'; --', '"', '\\"', '']
    const holds = texts.map((modelSlug) => ({ ...holdOf(own, { walletPicos: 1n }), request: { ...requestOf(own), modelSlug } }))
    await pass(noLimits, [], holds)
    const { holds: kept } = await books(own.client)
    const closings = holds.map((hold, i): Closing => ({ ...close(own, hold, {}), record: { ...recordOf(own), modelSlug: texts[i] ?? '', errorCode: texts[i] ?? '', firstTokenMs: i === 0 ? null : i } }))
    await pass(noLimits, closings, [])
    const { events } = await books(own.client)
    const found = (id: string): unknown => events.find((event) => event.id === id)
    expect(holds.map(({ id }) => found(id))).toMatchObject(closings.map(({ id, record }) => ({ id, modelSlug: record.modelSlug, errorCode: record.errorCode, firstTokenMs: record.firstTokenMs })))
    expect(holds.map(({ id }) => kept.find((one) => one.id === id)?.request)).toMatchObject(texts.map((modelSlug) => ({ modelSlug, userId: null, keyId: own.client.keyId, isStream: false })))
  })

  it('writes usage rows that the books accept as hours only without key and tokens, and for what was paid', async () => {
    const own = await make({ walletPicos: 1_000n })
    const hold = holdOf(own, { walletPicos: 10n })
    await pass(noLimits, [], [hold])
    await pass(noLimits, [close(own, hold, { walletPicos: 3n }, 3n)], [])
    const [event] = (await books(own.client)).events
    if (!event) throw new Error('no usage row')
    const write = (over: object): Promise<unknown> => platformDb.usageEvent.create({ data: { ...event, keyId: null, inputTokens: 0, outputTokens: 0, endpoint: 'instance', ...over, id: newId('req') } })
    for (const over of [{ keyId: own.client.keyId }, { inputTokens: 1 }, { outputTokens: 1 }, { allowanceTokens: 1n }, { costPicos: 4n }]) await expect(write(over)).rejects.toThrow('a charge of hours is no request')
    await write({})
  })

  it('does nothing at all where a limit has no room for all of it', async () => {
    const own = await make({ walletPicos: 1_000n })
    const key = newId('test')
    const limits = (count: number): LimitBatch => ({
      holder: newId('test'), leaseMs: 60_000, renewed: [], groups: Array.from({ length: count }, () => [{ cell: 0, cost: 2 }]),
      cells: [{ key, kind: 'window', size: 5, periodMicros: 86_400_000_000, returned: 0, returnedFrom: '' }],
    })
    const hold = holdOf(own, { walletPicos: 10n })
    const full = await pass(limits(3), [], [hold, holdOf(own, { walletPicos: 10n }), holdOf(own, { walletPicos: 10n })])
    expect([full.is_done, (await books(own.client)).holds, await platformDb.limitCell.findUnique({ where: { key }, select: { level: true } })]).toEqual([false, [], null])
    expect(await pass(limits(2), [], [hold])).toMatchObject({ is_done: true, levels: '0', verdicts: null })
    expect(await pass(limits(1), [], [])).toMatchObject({ is_done: false })
  })

  it('is never taken for done where the database says that it was not', async () => {
    const query = vi.spyOn(hotPool(), 'query').mockRejectedValue(Object.assign(new Error('a limit is full'), { code: 'GP001' }) as never)
    await expect(pass(noLimits, [], [])).rejects.toThrow('a limit is full').finally(() => query.mockRestore())
  })

  it('is not for holds that count against a key\'s spend caps', async () => {
    const hold = holdOf(await make({ walletPicos: 1_000n }), { walletPicos: 10n })
    expect([canPass([hold]), canPass([hold, { ...hold, keyPicos: 1n }])]).toEqual([true, false])
  })

  it('closes a hold once, also where it is told twice, is closed already or is not as this process knows it', async () => {
    const own = await make({ walletPicos: 1_000n })
    const [one, other, changed] = [holdOf(own, { walletPicos: 10n }), holdOf(own, { walletPicos: 20n }), holdOf(own, { walletPicos: 30n })]
    await pass(noLimits, [], [one, other, changed])
    expect((await pass(noLimits, [close(own, one, { walletPicos: 3n }, 3n), close(own, one, { walletPicos: 4n }, 4n)], [])).closed).toEqual([true, false])
    expect((await pass(noLimits, [close(own, other, { walletPicos: 5n }, 5n), close(own, one, { walletPicos: 5n }, 5n)], [])).closed).toEqual([true, false])
    await platformDb.$transaction([
      platformDb.hold.update({ where: { id: changed.id }, data: { walletPicos: 29n } }), platformDb.wallet.update({ where: { id: own.walletId }, data: { heldPicos: { decrement: 1 } } }),
    ])
    expect((await pass(noLimits, [close(own, changed, { walletPicos: 29n }, 29n)], [])).closed).toEqual([true])
    await expectExactBooks(own.client, { wallet: 1_000n })
  })
})
