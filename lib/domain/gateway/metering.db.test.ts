import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { pool } from '@/lib/db/pool'
import { newId } from '@/lib/kernel/id'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { figure } from '@/lib/testing/figure'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { raceHolds } from '@/lib/testing/raced-holds'
import type { HoldRow, UsageRecord } from './hold'
import { releaseForgotten, releaseHold, settleHold, takeHold } from './metering'

type Amounts = Partial<Pick<HoldRow, 'allowanceTokens' | 'walletPicos' | 'overagePicos' | 'keyPicos'>>

const wallets = new Map<string, string>()
beforeEach(awayFromHourEnd)

async function make(options: Omit<Parameters<typeof createMeteredClient>[0], 'upstreams'> = {}): Promise<Metered> {
  const client = await createMeteredClient({ upstreams: [], ...options })
  wallets.set(client.clientId, (await books(client)).wallet.id)
  return client
}

function recordOf(client: Metered, costPicos = 0n): UsageRecord {
  return {
    keyId: client.keyId, userId: null, modelId: 'mdl_x', modelSlug: client.model, upstreamId: null, modelPriceId: 'prc_x', endpoint: 'chat', source: 'api', isStream: false, status: 'ok', httpStatus: 200,
    errorCode: null, isEstimated: false, inputTokens: 1, cachedTokens: 0, outputTokens: 1, currency: 'USD', costPicos, latencyMs: 1, firstTokenMs: null, attempts: 1, createdAt: new Date(),
  }
}

function holdOf(client: Metered, amounts: Amounts): HoldRow {
  const { costPicos: _costPicos, ...request } = recordOf(client)
  return {
    allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n, keyPicos: 0n, ...amounts, id: newId('req'), clientId: client.clientId, usagePeriodId: client.periodId,
    walletId: wallets.get(client.clientId) ?? null, keyId: client.keyId, expiresAt: new Date(Date.now() + 60_000), request,
  }
}

const nothing = { allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n }

describe('raced holds', () => {
  it('1,000 at once, alone and in batches, never take more of wallet, allowance, overage or cap than there is', async () => {
    const client = await make({ walletPicos: 100_003n, includedTokens: 5_003n, spendLimitPicos: 70_003n, key: { spendCapDayMicros: 1n } })
    const walletId = wallets.get(client.clientId) ?? ''
    await Promise.all([1, 7].flatMap((size) => [
      raceHolds(client, walletId, 250, size, () => ({ walletPicos: 1_000n, keyPicos: 1_000n })),
      raceHolds(client, walletId, 125, size, () => ({ allowanceTokens: 50n, overagePicos: 1_000n, keyPicos: 7_000n })),
      raceHolds(client, walletId, 125, size, () => ({ walletPicos: 700n, allowanceTokens: 10n, overagePicos: 300n, keyPicos: 2_000n })),
    ]))
    const { wallet, period, holds, keySpend } = await books(client)
    const held = (of: 'walletPicos' | 'allowanceTokens' | 'overagePicos' | 'keyPicos'): bigint => holds.reduce((sum, hold) => sum + hold[of], 0n)
    expect([held('walletPicos'), held('allowanceTokens'), held('overagePicos'), held('keyPicos')]).toEqual([wallet.heldPicos, period.heldTokens, period.heldOveragePicos, keySpend?.heldPicos])
    const overspent = [wallet.heldPicos - 100_003n, period.heldTokens - 5_003n, period.heldOveragePicos - 70_003n, (keySpend?.heldPicos ?? 0n) - 1_000_000n].filter((over) => over > 0n)
    figure('1,000 raced holds, overspent', Number(overspent.reduce((sum, over) => sum + over, 0n)))
    expect(overspent).toEqual([])
  })

  it('of one kind take all there is: what is refused truly did not fit', async () => {
    const client = await make({ walletPicos: 100_500n })
    const { verdicts } = await raceHolds(client, wallets.get(client.clientId) ?? '', 300, 9, () => ({ walletPicos: 1_000n }))
    expect([verdicts.get('taken'), verdicts.get('funds')]).toEqual([100, 200])
  })

  it('never pass a key\'s cap, and name the window that refused', async () => {
    const client = await make({ walletPicos: 10n ** 15n, key: { spendCapDayMicros: 1_000n, spendCapWeekMicros: 2n } })
    const { verdicts } = await raceHolds(client, wallets.get(client.clientId) ?? '', 200, 5, () => ({ walletPicos: 100_000n, keyPicos: 100_000n }))
    expect(Object.fromEntries(verdicts)).toEqual({ taken: 20, week: 180 }) // a week's cap of 2 micros is 2,000,000 picos
  })
})

describe('what is asked for in one moment', () => {
  it('is answered each for itself: what fits is taken though a neighbour does not', async () => {
    const [rich, poor] = [await make({ walletPicos: 1_000n }), await make({ walletPicos: 10n })]
    const verdicts = await Promise.all([takeHold(holdOf(rich, { walletPicos: 400n })), takeHold(holdOf(poor, { walletPicos: 400n })), takeHold(holdOf(rich, { walletPicos: 600n })), takeHold(holdOf(rich, { walletPicos: 1n }))])
    expect(verdicts).toEqual(['taken', 'funds', 'taken', 'funds'])
  })

  it('settles together, twice as once, and gives the surplus back', async () => {
    const client = await make({ walletPicos: 10_000n, includedTokens: 100n, spendLimitPicos: 500n, key: { spendCapMonthMicros: 50n } })
    const holds = Array.from({ length: 10 }, () => holdOf(client, { walletPicos: 900n, allowanceTokens: 10n, overagePicos: 50n, keyPicos: 1_000n }))
    expect(await Promise.all(holds.map(takeHold))).toEqual(holds.map(() => 'taken'))
    const used = { walletPicos: 123n, allowanceTokens: 4n, overagePicos: 7n }
    const closed = await Promise.all([...holds, ...holds].map((hold) => settleHold(hold.id, used, recordOf(client, 130n))))
    expect(closed.filter(Boolean)).toHaveLength(10)
    expect(await releaseHold(holds[0]?.id ?? '', recordOf(client))).toBe(false)
    const { wallet, period, keySpend } = await books(client)
    expect([wallet.balancePicos, period.usedTokens, period.overagePicos, keySpend?.dayPicos]).toEqual([10_000n - 1_230n, 40n, 70n, 1_300n])
    await expectExactBooks(client, { wallet: 10_000n })
  })

  it('has what is given back before what is asked for: one moment\'s surplus pays the next hold', async () => {
    const client = await make({ walletPicos: 1_000n })
    const [first, next] = [holdOf(client, { walletPicos: 1_000n }), holdOf(client, { walletPicos: 700n })]
    expect(await takeHold(first)).toBe('taken')
    expect(await Promise.all([takeHold(next), settleHold(first.id, { ...nothing, walletPicos: 300n }, recordOf(client, 300n))])).toEqual(['taken', true])
    await settleHold(next.id, { ...nothing, walletPicos: 700n }, recordOf(client, 700n))
    await expectExactBooks(client, { wallet: 1_000n })
  })

  it('suffers nothing for a neighbour that would settle for more than it held', async () => {
    const client = await make({ walletPicos: 1_000n })
    const [good, bad] = [holdOf(client, { walletPicos: 100n }), holdOf(client, { walletPicos: 100n })]
    await Promise.all([takeHold(good), takeHold(bad)])
    const results = await Promise.allSettled([settleHold(good.id, { ...nothing, walletPicos: 90n }, recordOf(client, 90n)), settleHold(bad.id, { ...nothing, walletPicos: 101n }, recordOf(client, 101n))])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    const { wallet, openHolds } = await books(client)
    expect([wallet.balancePicos, wallet.heldPicos, openHolds]).toEqual([910n, 100n, 1])
  })

  it('cannot reach another client\'s wallet or period', async () => {
    const [mine, other] = [await make(), await make({ walletPicos: 1_000n, includedTokens: 1_000n })]
    const theirs = { walletId: wallets.get(other.clientId) ?? '', usagePeriodId: other.periodId }
    expect(await Promise.all([takeHold({ ...holdOf(mine, { walletPicos: 1n }), ...theirs }), takeHold({ ...holdOf(mine, { allowanceTokens: 1n }), ...theirs })])).toEqual(['funds', 'funds'])
  })
})

describe('v_holds', () => {
  it('tells of a hold while it is open and what came of it afterwards, with its wallet where that paid', async () => {
    const client = await make({ walletPicos: 10_000n, includedTokens: 100n })
    const [paid, given, included] = [holdOf(client, { walletPicos: 3_000n }), holdOf(client, { walletPicos: 500n }), holdOf(client, { allowanceTokens: 10n })]
    const seen = async (): Promise<unknown> =>
      (await pool().query('SELECT id, state, wallet_id, wallet_picos, allowance_tokens FROM v_holds WHERE client_id = $1 ORDER BY id', [client.clientId])).rows
    const row = (hold: HoldRow, state: string, wallet: string | null, picos: string, tokens: string): object => ({ id: hold.id, state, wallet_id: wallet, wallet_picos: picos, allowance_tokens: tokens })
    const walletId = wallets.get(client.clientId) ?? ''
    for (const hold of [paid, given, included]) await takeHold(hold)
    expect(await seen()).toEqual([row(paid, 'open', walletId, '3000', '0'), row(given, 'open', walletId, '500', '0'), row(included, 'open', null, '0', '10')])
    await settleHold(paid.id, { ...nothing, walletPicos: 2_000n }, recordOf(client, 2_000n))
    await releaseHold(given.id, recordOf(client))
    await settleHold(included.id, { ...nothing, allowanceTokens: 4n }, recordOf(client))
    expect(await seen()).toEqual([row(paid, 'settled', walletId, '2000', '0'), row(given, 'released', null, '0', '0'), row(included, 'settled', null, '0', '4')])
  })
})

describe('a key\'s spending', () => {
  let client: Metered
  const spend = async (costPicos: bigint): Promise<void> => {
    const hold = holdOf(client, { walletPicos: 1_000n, keyPicos: 1_000n })
    expect(await takeHold(hold)).toBe('taken')
    await settleHold(hold.id, { ...nothing, walletPicos: costPicos }, recordOf(client, costPicos))
  }
  beforeAll(async () => { client = await make({ walletPicos: 10n ** 9n }) })

  it('is counted before there is a cap, so that one set later counts it', async () => {
    await spend(900n)
    await platformDb.apiKey.update({ where: { id: client.keyId }, data: { spendCapDayMicros: 0n } })
    expect(await takeHold(holdOf(client, { walletPicos: 1n, keyPicos: 1n }))).toBe('day')
    await platformDb.apiKey.update({ where: { id: client.keyId }, data: { spendCapDayMicros: 1n } })
    expect((await books(client)).keySpend).toMatchObject({ dayPicos: 900n, weekPicos: 900n, monthPicos: 900n, heldPicos: 0n })
  })

  it('starts anew with the day, the week and the month, in UTC', async () => {
    await pool().query(`UPDATE "KeySpend" SET "dayPicos" = 999999, "weekPicos" = 5, "monthPicos" = 7, "dayStart" = "dayStart" - 1, "monthStart" = "monthStart" - 40 WHERE "keyId" = $1`, [client.keyId])
    await spend(100n)
    const { keySpend } = await books(client)
    expect(keySpend).toMatchObject({ dayPicos: 100n, weekPicos: 105n, monthPicos: 100n, heldPicos: 0n })
    expect(keySpend?.dayStart.toISOString().slice(0, 10)).toBe(new Date().toISOString().slice(0, 10))
  })

  it('of a hold that was forgotten goes back too', async () => {
    const hold = { ...holdOf(client, { walletPicos: 700n, keyPicos: 700n }), expiresAt: new Date(Date.now() - 1) }
    await takeHold(hold)
    expect((await books(client)).keySpend?.heldPicos).toBe(700n)
    expect(await releaseForgotten(new Date())).toBeGreaterThan(0)
    const { keySpend, events } = await books(client)
    expect(keySpend?.heldPicos).toBe(0n)
    expect(events.at(-1)).toMatchObject({ id: hold.id, errorCode: 'hold_expired', costPicos: 0n })
  })
})
