import { describe, expect, it } from 'vitest'
import { clientDb } from '@/lib/db/client-db'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { compareWallets } from '@/lib/domain/ledger/platform/compare-wallets'
import { FixedClock, hours, minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { as } from '@/lib/testing/contexts'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { createInstance, createSize, moveInstance } from '@/lib/testing/private-instance'
import { settleInstances } from '../platform/money/settle-instances'
import { chargeHours } from './charge-hours'
import { settleInstance } from './settle-instance'

/** 10,000,000 picos a millisecond running, 1,000,000 kept. */
const [runningMs, keptMs, plenty] = [10_000_000n, 1_000_000n, 10n ** 18n]
const start = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000)

async function stand(options: Partial<Parameters<typeof createMeteredClient>[0]> = {}, over: Parameters<typeof createInstance>[1] = {}) {
  const client = await createMeteredClient({ upstreams: [], walletPicos: plenty, ...options })
  const instance = await createInstance(client.clientId, { since: start, ...over })
  return { client, ...instance, row: () => platformDb.privateInstance.findUniqueOrThrow({ where: { id: instance.id } }) }
}

const system = (client: Metered, now: Date) => ({ ...as(client.ctx, { kind: 'system', job: 'instances' }), clock: new FixedClock(now) })
const settle = (client: Metered, id: string, now: Date) => settleInstance(system(client, now), id)
const mails = (clientId: string) => platformDb.outboxMessage.count({ where: { clientId, topic: 'mail' } })
const sum = (list: readonly bigint[]): bigint => list.reduce((total, one) => total + one, 0n)

describe('hours', () => {
  it('are charged by status to the millisecond, as usage that is no request, and the books stay in step', async () => {
    const { client, id, name } = await stand({ includedTokens: 1_000_000n })
    await moveInstance(client.clientId, id, 'stopped', plus(start, minutes(10)))
    await moveInstance(client.clientId, id, 'running', plus(start, minutes(30)))
    await settle(client, id, plus(start, minutes(40)))
    const { events, metrics, wallet, period, openHolds } = await books(client)
    const cost = BigInt(minutes(20)) * runningMs + BigInt(minutes(20)) * keptMs
    expect(events).toMatchObject([{ endpoint: 'instance', modelId: id, modelSlug: `instance-hours/${name}`, costPicos: cost, walletPicos: cost, overagePicos: 0n, allowanceTokens: 0n }])
    expect(metrics).toMatchObject([{ hour: start, modelId: id, requests: 0n, errors: 0n, costPicos: cost, billedPicos: cost }])
    expect([plenty - wallet.balancePicos, wallet.heldPicos, period.usedTokens, openHolds]).toEqual([cost, 0n, 0n, 0])
  })

  it('are charged once by eight workers at once, again and again', async () => {
    const { client, id, row } = await stand()
    for (const [i, now] of [minutes(7), minutes(11), minutes(30)].map((ms) => plus(start, ms)).entries()) {
      await Promise.all(Array.from({ length: 8 }, () => settle(client, id, now)))
      expect((await books(client)).events).toHaveLength(i + 1)
    }
    await settle(client, id, plus(start, minutes(20))) // a clock that is behind charges nothing
    const { events, wallet } = await books(client)
    expect(sum(events.map(({ costPicos }) => costPicos))).toBe(BigInt(minutes(30)) * runningMs)
    expect(plenty - wallet.balancePicos).toBe(BigInt(minutes(30)) * runningMs)
    expect((await row()).billedUntil).toEqual(plus(start, minutes(30)))
    expect((await compareWallets()).differences.filter(({ clientId, kind }) => clientId === client.clientId && kind === 'wallet_held')).toEqual([])
  })

  it('leave nothing half done when the process dies in the middle', async () => {
    const { client, id, row } = await stand()
    const dying = inTransaction(clientDb(client.clientId), async (db) => {
      await chargeHours(db, client.clientId, id, plus(start, minutes(5)))
      throw new Error('killed')
    })
    await expect(dying).rejects.toThrow('killed')
    expect(await books(client)).toMatchObject({ events: [], holds: [], wallet: { balancePicos: plenty, heldPicos: 0n } })
    expect((await row()).billedUntil).toEqual(start)
    await settle(client, id, plus(start, minutes(5)))
    expect((await books(client)).events.map(({ costPicos }) => costPicos)).toEqual([BigInt(minutes(5)) * runningMs])
  })

  it('follow a new price and a new size from the moment they count', async () => {
    const { client, id, row } = await stand()
    const { sizeId } = await row()
    const size = await platformDb.instanceSize.findUniqueOrThrow({ where: { id: sizeId } })
    await platformDb.instancePrice.updateMany({ where: { sizeId }, data: { effectiveTo: plus(start, minutes(10)) } })
    await platformDb.instancePrice.create({ data: { id: newId('ipr'), sizeId, currency: 'USD', hourMicros: 72_000_000n, keptHourMicros: 0n, effectiveFrom: plus(start, minutes(10)), createdAt: start } })
    const larger = await createSize({ hourMicros: 144_000_000n, keptHourMicros: 0n })
    await platformDb.privateInstance.update({ where: { id }, data: { sizeId: larger } })
    await platformDb.instanceEvent.create({ data: { id: newId('iev', plus(start, minutes(20))), clientId: client.clientId, instanceId: id, kind: 'resize', detail: { from: size.code, to: larger }, actorKind: 'user', createdAt: plus(start, minutes(20)) } })
    await settle(client, id, plus(start, minutes(30)))
    expect((await books(client)).events.map(({ costPicos }) => costPicos)).toEqual([BigInt(minutes(10)) * runningMs * (1n + 2n + 4n)])
  })

  it('go to the period they were used in', async () => {
    const { client, id } = await stand({ walletPicos: 0n, spendLimitPicos: plenty })
    await platformDb.usagePeriod.update({ where: { id: client.periodId }, data: { endsAt: plus(start, minutes(10)) } })
    const { subscriptionId } = await platformDb.usagePeriod.findUniqueOrThrow({ where: { id: client.periodId } })
    const next = newId('prd')
    await platformDb.usagePeriod.create({ data: { id: next, clientId: client.clientId, subscriptionId, startsAt: plus(start, minutes(10)), endsAt: plus(start, hours(100)), currency: 'USD', includedTokens: 0n, spendLimitPicos: plenty } })
    await settle(client, id, plus(start, minutes(30)))
    const periods = await platformDb.usagePeriod.findMany({ where: { clientId: client.clientId }, orderBy: { startsAt: 'asc' } })
    expect(periods.map(({ overagePicos }) => overagePicos)).toEqual([BigInt(minutes(10)) * runningMs, BigInt(minutes(20)) * runningMs])
  })
})

describe('an instance that nothing pays for', () => {
  it('is charged wallet, then overage, as far as they go, suspended once with a mail, and goes on by itself with the rest paid when there is money', async () => {
    const wallet = BigInt(minutes(6)) * runningMs
    const { client, id, row } = await stand({ walletPicos: wallet, spendLimitPicos: BigInt(minutes(4)) * runningMs })
    const now = plus(start, minutes(15))
    const before = await mails(client.clientId)
    expect((await Promise.all(Array.from({ length: 4 }, () => settle(client, id, now)))).filter((one) => one?.did === 'suspended')).toHaveLength(1)
    expect(await row()).toMatchObject({ suspendedFor: 'unpaid', suspendedAt: now, billedUntil: plus(start, minutes(10)), desired: 'running' })
    expect(await mails(client.clientId)).toBe(before + 1)
    expect((await books(client))).toMatchObject({ wallet: { balancePicos: 0n, heldPicos: 0n }, period: { overagePicos: BigInt(minutes(4)) * runningMs } })

    await moveInstance(client.clientId, id, 'suspended', plus(start, minutes(15)))
    await platformDb.wallet.update({ where: { clientId: client.clientId }, data: { balancePicos: BigInt(minutes(5)) * runningMs + BigInt(minutes(5)) * keptMs } })
    await settle(client, id, plus(start, minutes(20)))
    expect(await row()).toMatchObject({ suspendedFor: 'unpaid', billedUntil: plus(start, minutes(20)) }) // paid, but not an hour more
    await platformDb.wallet.update({ where: { clientId: client.clientId }, data: { balancePicos: BigInt(hours(2)) * runningMs } })
    expect(await settle(client, id, plus(start, minutes(20)))).toMatchObject({ did: 'lifted' })
    expect(await row()).toMatchObject({ suspendedFor: null, suspendedAt: null })
  })

  it.each(['staff', 'abuse', 'expired'])('but was suspended as %s stays so, with money and without', async (suspendedFor) => {
    const { client, id, row } = await stand({ walletPicos: 0n }, { suspendedFor, status: 'suspended' })
    await settle(client, id, plus(start, minutes(5)))
    expect(await row()).toMatchObject({ suspendedFor })
    await platformDb.wallet.update({ where: { clientId: client.clientId }, data: { balancePicos: plenty } })
    await settle(client, id, plus(start, minutes(10)))
    expect(await row()).toMatchObject({ suspendedFor, billedUntil: plus(start, minutes(10)) })
  })

  it('is charged a last time when it is deleted, what cannot be paid then is asked of nobody, and nothing after it', async () => {
    const { client, id, row } = await stand({ walletPicos: BigInt(minutes(3)) * runningMs })
    await platformDb.privateInstance.update({ where: { id }, data: { desired: 'deleted' } })
    await moveInstance(client.clientId, id, 'deleting', plus(start, minutes(5)))
    await moveInstance(client.clientId, id, 'deleted', plus(start, minutes(6)))
    const ctx = { ...system(client, plus(start, minutes(8))) }
    expect(await settleInstances(ctx, [client.clientId])).toEqual({ done: 1, failed: [] })
    expect(await settleInstances(ctx, [client.clientId])).toEqual({ done: 0, failed: [] })
    expect((await books(client)).events.map(({ costPicos }) => costPicos)).toEqual([BigInt(minutes(3)) * runningMs])
    expect(await row()).toMatchObject({ suspendedFor: null, billedUntil: plus(start, minutes(8)) })
    expect(await platformDb.instanceEvent.count({ where: { instanceId: id, reason: 'written_off' } })).toBe(1)
  })
})

describe('a charge at once', () => {
  const jobs = async (key: string): Promise<number> => Number((await platformDb.$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM graphile_worker.jobs WHERE key = ${key}`)[0]?.n)

  it('is asked for when an instance stops costing what it cost', async () => {
    const { client, id } = await stand()
    await moveInstance(client.clientId, id, 'unready', plus(start, minutes(1)))
    expect(await jobs(`charge:${id}`)).toBe(0)
    await moveInstance(client.clientId, id, 'stopped', plus(start, minutes(2)))
    expect(await jobs(`charge:${id}`)).toBe(1)
  })

  it('is asked for when money comes to a client whose instance waits for it, and only then', async () => {
    const [waiting, other] = [await stand({ walletPicos: 0n }, { suspendedFor: 'unpaid' }), await stand()]
    const add = ({ clientId }: Metered, picos: bigint) => platformDb.wallet.update({ where: { clientId }, data: { balancePicos: { increment: picos } } })
    await add(other.client, 5n)
    await add(waiting.client, 0n)
    expect([await jobs(`charge:${waiting.client.clientId}`), await jobs(`charge:${other.client.clientId}`)]).toEqual([0, 0])
    await add(waiting.client, 5n)
    expect(await jobs(`charge:${waiting.client.clientId}`)).toBe(1)
    const limited = await stand({ walletPicos: 0n }, { suspendedFor: 'unpaid' })
    await platformDb.usagePeriod.update({ where: { id: limited.client.periodId }, data: { spendLimitPicos: 7n } })
    expect(await jobs(`charge:${limited.client.clientId}`)).toBe(1)
  })
})
