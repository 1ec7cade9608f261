import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pool'
import { newId } from '@/lib/kernel/id'
import { closeLimiter, limiter } from '@/lib/providers/limits/configured'
import { Limiter } from '@/lib/providers/limits/limiter'
import { postgresLimits } from '@/lib/providers/limits/postgres'
import { redisLimits } from '@/lib/providers/limits/redis'
import type { LimitRule, LimitStore } from '@/lib/providers/limits/types'
import { gatewayPost } from '@/lib/testing/gateway-call'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { patienceMs, startRedis, type TestRedis } from '@/lib/testing/redis-server'
import type { HoldRow, UsageRecord } from './hold'
import { settleHold, takeHold, takeHoldWithin } from './metering'

const slots = (limit: number): LimitRule => ({ kind: 'slots', key: newId('test'), limit, cost: 1 })
const day = (limit: number): LimitRule => ({ kind: 'window', key: newId('test'), limit, cost: 1, periodSeconds: 86_400 })
const rate = (limit: number): LimitRule => ({ kind: 'rate', key: newId('test'), limit, cost: 1, periodSeconds: 172_800 })

function recordOf(client: Metered): UsageRecord {
  return {
    keyId: client.keyId, userId: null, modelId: 'mdl_x', modelSlug: client.model, upstreamId: null, modelPriceId: 'prc_x', endpoint: 'chat', source: 'api', isStream: false, status: 'ok', httpStatus: 200,
    errorCode: null, isEstimated: false, inputTokens: 1, cachedTokens: 0, outputTokens: 1, currency: 'USD', costPicos: 10n, latencyMs: 1, firstTokenMs: null, attempts: 1, createdAt: new Date(),
  }
}

const client = await createMeteredClient({ upstreams: [], walletPicos: 10_000n })
const walletId = (await books(client)).wallet.id
const hold = (walletPicos = 100n): HoldRow => {
  const { costPicos: _costPicos, ...request } = recordOf(client)
  return { allowanceTokens: 0n, walletPicos, overagePicos: 0n, keyPicos: 0n, id: newId('req'), clientId: client.clientId, usagePeriodId: client.periodId, walletId, keyId: client.keyId, expiresAt: new Date(Date.now() + 60_000), request }
}
const settle = ({ id }: HoldRow): Promise<boolean> => settleHold(id, { allowanceTokens: 0n, walletPicos: 10n, overagePicos: 0n }, recordOf(client))

/** This process's limiter, as if the operator had set it up so. */
async function use(store: LimitStore): Promise<void> {
  await closeLimiter()
  Object.assign(globalThis, { matrixLimiter: new Limiter(store) })
}

let redis: TestRedis
beforeAll(async () => { redis = await startRedis() })
afterAll(async () => {
  await closeLimiter()
  await redis.stop()
})

const stores: [LimitStore['name'], () => LimitStore][] = [['postgres', postgresLimits], ['redis', () => redisLimits(redis.url, patienceMs)]]

describe.each(stores)('with limits counted in %s, what is asked for in one moment', (_name, open) => {
  beforeAll(() => use(open()))

  it('asks for no hold where a limit refuses, and serves what is asked for beside it', async () => {
    const [rule, wide, asked] = [slots(3), rate(1_000), Array.from({ length: 8 }, () => hold())]
    const alone = hold()
    const [answers, verdict] = await Promise.all([Promise.all(asked.map((one) => takeHoldWithin(one, [wide, rule]))), takeHold(alone)])
    expect(answers.map(({ taken, verdict: of }) => [taken?.ok, of])).toEqual([...Array.from({ length: 3 }, () => [true, 'taken']), ...Array.from({ length: 5 }, () => [false, undefined])])
    expect([verdict, answers.at(-1)?.taken?.states[0]?.remaining]).toEqual(['taken', 997])
    expect((await books(client)).openHolds).toBe(4)
    expect(await Promise.all([...asked.slice(0, 3), alone].map(settle))).toEqual([true, true, true, true])
    await expectExactBooks(client, { wallet: 10_000n })
  })

  it('tells limits that had room from money that is not there, and keeps what the limits gave', async () => {
    const [rule, own] = [slots(2), hold()]
    const [rich, poor] = await Promise.all([takeHoldWithin(own, [rule]), takeHoldWithin(hold(1_000_000n), [rule])])
    expect([rich.verdict, poor.verdict, poor.taken?.ok]).toEqual(['taken', 'funds', true])
    expect((await limiter().take([rule])).ok).toBe(false)
    expect(await settle(own)).toBe(true)
  })

  it('gives back everything that was taken for a hold whose statement fails, of requests too, and counts its neighbours once', async () => {
    await awayFromHourEnd()
    const [rules, good, broken] = [[rate(100), day(100), slots(100)], [hold(), hold(), hold()], { ...hold(), id: 'no\u0000text' }]
    const verdicts = good.map((one) => takeHoldWithin(one, rules).then(({ verdict }) => verdict))
    await expect(takeHoldWithin(broken, rules)).rejects.toThrow()
    expect(await Promise.all(verdicts)).toEqual(['taken', 'taken', 'taken'])
    const { states } = await limiter().take(rules.map((rule) => ({ ...rule, cost: 0 })))
    expect(states.map(({ remaining }) => remaining)).toEqual([97, 97, 97])
    expect(await Promise.all(good.map(settle))).toEqual([true, true, true])
  })

  it('takes nobody for crowded but those whose limit is full: the others\' kept facts still do', async () => {
    const [full, wide] = [slots(1), slots(10)]
    const { rows: [row] } = await pool().query<{ version: number }>('SELECT "version"::float8 AS version FROM "GatewayVersion"')
    const first = hold()
    expect((await takeHoldWithin(first, [full])).verdict).toBe('taken')
    for (let i = 0; i < 3; i++) {
      expect((await takeHoldWithin(hold(), [full])).taken?.ok).toBe(false)
      const own = { ...hold(), version: row?.version }
      expect((await takeHoldWithin(own, [wide])).verdict).toBe('taken')
      expect(await settle(own)).toBe(true)
    }
    expect(await settle(first)).toBe(true)
  })

  it('has given a slot back for every process once the settlement is done', async () => {
    const [rule, other] = [slots(1), new Limiter(open())]
    for (let i = 0; i < 5; i++) {
      const own = hold()
      const { taken } = await takeHoldWithin(own, [rule])
      expect([taken?.ok, (await other.take([rule])).ok]).toEqual([true, false])
      const closing = settle(own)
      if (taken) limiter().giveBack(taken.lease, 0)
      expect(await closing).toBe(true)
      const theirs = await other.take([rule])
      expect(theirs.ok).toBe(true)
      other.giveBack(theirs.lease, 0)
      await other.settled()
    }
    await other.close()
  })
})

it('lets nobody in while a Redis is away, settles beside, and lets in again when it is back', async () => {
  await use(redisLimits(redis.url, patienceMs))
  const [rule, first, caller] = [rate(1_000), hold(), await createMeteredClient({ upstreams: ['http://127.0.0.1:9/v1'], walletPicos: 10n ** 15n })]
  expect((await takeHoldWithin(first, [rule])).verdict).toBe('taken')
  await redis.stop()
  const [refused, alone, closed] = await Promise.all([takeHoldWithin(hold(), [rule]), takeHold(hold()), settle(first)])
  expect([refused.failure, refused.verdict, alone, closed]).toEqual([expect.any(Error), undefined, 'taken', true])
  const { status, headers, body } = await gatewayPost(caller)
  expect([status, headers['retry-after'], headers['x-ratelimit-remaining-requests']]).toEqual([503, '1', '0'])
  expect(body).toContain('"code":"unavailable"')
  expect((await books(caller)).events).toEqual([])
  await redis.start()
  await expect.poll(async () => (await takeHoldWithin(hold(), [rule])).verdict, { timeout: 60_000, interval: 50 }).toBe('taken')
})
