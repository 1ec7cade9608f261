import { expect, it } from 'vitest'
import { newId } from '@/lib/kernel/id'
import { limiter } from '@/lib/providers/limits/configured'
import { Limiter } from '@/lib/providers/limits/limiter'
import { postgresLimits } from '@/lib/providers/limits/postgres'
import type { LimitRule } from '@/lib/providers/limits/types'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { settleHold, takeHold, takeHoldWithin, type HoldRow, type UsageRecord } from './metering'

const slots = (limit: number): LimitRule => ({ kind: 'slots', key: newId('test'), limit, cost: 1 })
const rate = (limit: number): LimitRule => ({ kind: 'rate', key: newId('test'), limit, cost: 1, periodSeconds: 3_600 })

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
  const rule = slots(2)
  const [rich, poor] = await Promise.all([takeHoldWithin(hold(), [rule]), takeHoldWithin(hold(1_000_000n), [rule])])
  expect([rich.verdict, poor.verdict, poor.taken?.ok]).toEqual(['taken', 'funds', true])
  expect((await limiter().take([rule])).ok).toBe(false)
})

it('has given a slot back for every process once the settlement is done', async () => {
  const [rule, other] = [slots(1), new Limiter(postgresLimits())]
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
