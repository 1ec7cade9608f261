import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { advanceTestClock, attachTestClock, createTestClock } from '@/lib/domain/admin/test-clocks/test-clocks'
import { advanceClock, cancelSubscription } from '@/lib/domain/billing'
import { atInstant } from '@/lib/jobs/advance-clock'
import { attachmentRenderers } from '@/lib/jobs/mail/attachments'
import { FixedClock, days, hours, minutes, plus } from '@/lib/kernel/clock'
import { mailsOf } from '@/lib/testing/billing-day'
import { staffCtx } from '@/lib/testing/contexts'
import { buyPlan, createPayingClient } from '@/lib/testing/paying-client'
import { createInstance, createSize } from '@/lib/testing/private-instance'
import { seedCatalog } from '@/prisma/seed/catalog'
import { settleInstances, watchStanding } from '../platform'
import { applyStanding } from './apply-standing'

const start = new Date('2026-01-31T12:00:00Z')
const end = new Date('2026-02-28T00:00:00Z')
const staff = staffCtx('finance', new FixedClock(start))
beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

async function life() {
  const client = await createPayingClient(start)
  const { subscriptionId } = await buyPlan(client, { saving: 'pays' })
  const { id: clockId } = await createTestClock(staff, { name: 'A life', now: start.toISOString() })
  await attachTestClock(staff, { id: clockId, clientId: client.clientId })
  const sizeId = await createSize({ hourMicros: 0n, keptHourMicros: 0n })
  const make = (over: Parameters<typeof createInstance>[1] = {}) => createInstance(client.clientId, { sizeId, since: start, ...over })
  const { id, name } = await make()
  const advance = async (to: Date) => {
    await advanceTestClock(staff, { id: clockId, to: to.toISOString() })
    await advanceClock(client.system, clockId, atInstant)
  }
  const row = (one = id) => platformDb.privateInstance.findUniqueOrThrow({ where: { id: one } })
  return { client, ctx: client.ctx, id, name, make, subscriptionId, advance, row, mails: () => mailsOf(client, 'instance_') }
}

const setStatus = (id: string, data: { status?: string; serviceSuspendedAt?: Date | null }) => platformDb.subscription.update({ where: { id }, data })

describe('instances and the subscription', () => {
  it('are warned of 7, 3 and 1 days before its end, suspended at it, warned again, and deleted after the notice period: each mail once', async () => {
    const { ctx, subscriptionId, advance, row, mails, client } = await life()
    await cancelSubscription(ctx, { id: subscriptionId, when: 'period_end' })
    const { currentPeriodEnd } = await platformDb.subscription.findUniqueOrThrow({ where: { id: subscriptionId } })
    const ends = currentPeriodEnd ?? end
    await advance(plus(ends, -days(8)))
    expect(await mails()).toEqual([])
    await advance(plus(ends, -days(2)))
    expect(await mails()).toEqual(['instance_ending', 'instance_ending'])
    await advance(ends)
    expect(await row()).toMatchObject({ suspendedFor: 'expired', suspendedAt: ends, desired: 'running' })
    expect(await mails()).toEqual(['instance_ending', 'instance_ending', 'instance_ending', 'instance_expired'])
    await advance(plus(ends, days(40)))
    expect((await mails()).slice(4)).toEqual(['instance_deletion', 'instance_deletion', 'instance_deletion', 'instance_deleted'])
    expect(await row()).toMatchObject({ desired: 'deleted', suspendedFor: 'expired', deleteAfter: plus(ends, days(14 + 7)) })
    await watchStanding(client.system)
    expect(await mails()).toHaveLength(8)
    const notices = await platformDb.instanceNotice.findMany({ where: { clientId: client.clientId }, orderBy: { createdAt: 'asc' } })
    expect(notices.map(({ kind, createdAt }) => [kind, createdAt])).toEqual([
      ['ends_7', plus(ends, -days(7))], ['ends_3', plus(ends, -days(3))], ['ends_1', plus(ends, -days(1))],
      ['deletion_7', plus(ends, days(7))], ['deletion_3', plus(ends, days(11))], ['deletion_1', plus(ends, days(13))],
    ])
  })

  it.each([
    ['its service stops for arrears', { serviceSuspendedAt: start }, { serviceSuspendedAt: null }], ['it is paused', { status: 'paused' }, { status: 'active' }],
    ['it has expired', { status: 'expired' }, { status: 'active' }],
  ])('are suspended when %s and go on when it does, what staff suspended staying so', async (_name, stops, goesOn) => {
    const { client, id, make, subscriptionId, row, mails } = await life()
    const byStaff = await make({ suspendedFor: 'staff' })
    await setStatus(subscriptionId, stops)
    const results = await Promise.all(Array.from({ length: 4 }, () => applyStanding({ ...client.ctx, actor: { kind: 'system', job: 'instances' } })))
    expect(results.reduce((sum, one) => sum + one.suspended, 0)).toBe(1)
    expect([(await row()).suspendedFor, (await row(byStaff.id)).suspendedFor]).toEqual(['expired', 'staff'])
    await setStatus(subscriptionId, goesOn)
    await watchStanding(client.system)
    expect([(await row()).suspendedFor, (await row(byStaff.id)).suspendedFor]).toEqual([null, 'staff'])
    expect(await mails()).toEqual(['instance_expired', 'instance_resumed'])
    expect((await platformDb.instanceEvent.findMany({ where: { instanceId: id, kind: 'notice' }, orderBy: { id: 'asc' } })).map(({ reason }) => reason)).toEqual(['expired', 'served'])
  })

  it('that money had stopped are suspended for its end too, and charging them does not say otherwise', async () => {
    const { client, subscriptionId, row, make } = await life()
    const unpaid = await make({ suspendedFor: 'unpaid' })
    const dear = await make({ sizeId: await createSize() })
    await setStatus(subscriptionId, { status: 'canceled' })
    await settleInstances({ ...client.system, clock: new FixedClock(plus(start, hours(1))) }, [client.clientId])
    expect((await row(dear.id)).suspendedFor).toBeNull()
    await watchStanding(client.system)
    expect([(await row(unpaid.id)).suspendedFor, (await row(dear.id)).suspendedFor]).toEqual(['expired', 'expired'])
  })

  it('that are served again on the last day are kept', async () => {
    const { client, make, row } = await life()
    const overdue = await make({ suspendedFor: 'expired', since: plus(start, -days(15)) })
    await watchStanding(client.system)
    expect(await row(overdue.id)).toMatchObject({ suspendedFor: null, desired: 'running' })
  })

  it('that nothing paid for are kept on the last day where money has come that no charge has seen yet', async () => {
    const { client, make, row } = await life()
    const over = { suspendedFor: 'unpaid', since: plus(start, -days(15)) }
    const [paid, unpaid] = [await make(over), await make({ ...over, sizeId: await createSize({ hourMicros: 10n ** 12n, keptHourMicros: 10n ** 12n }) })]
    await watchStanding(client.system, [client.clientId])
    expect(await row(paid.id)).toMatchObject({ suspendedFor: null, desired: 'running' })
    expect(await row(unpaid.id)).toMatchObject({ suspendedFor: 'unpaid', desired: 'deleted' })
  })

  it('that crash are told of once an incident, once more when they are given up, and again after hours of quiet', async () => {
    const { client, id, mails } = await life()
    const look = async (hoursLater: number, status: string) => {
      await platformDb.privateInstance.update({ where: { id }, data: { status, statusReason: 'oom' } })
      const ctx = { ...client.ctx, clock: new FixedClock(plus(start, hours(hoursLater))), locale: 'ar' as const, actor: { kind: 'system' as const, job: 'instances' } }
      await Promise.all([applyStanding(ctx), applyStanding(ctx)])
      return (await mails()).length
    }
    expect([await look(0, 'crash_backoff'), await look(1, 'crash_backoff'), await look(2, 'running'), await look(3, 'failed'), await look(4, 'failed'), await look(10, 'failed')]).toEqual([1, 1, 1, 2, 2, 3])
    const [mail] = await platformDb.outboxMessage.findMany({ where: { clientId: client.clientId, topic: 'mail' }, orderBy: { id: 'desc' }, take: 1 })
    expect(mail?.payload).toMatchObject({ template: 'instance_trouble', params: { problem: expect.stringContaining('نفدت ذاكرة') as string } })
  })
})

describe('storage', () => {
  it('that is nearly full is told of once, and again only after there was room', async () => {
    const { client, id, mails, row } = await life()
    const { size } = await platformDb.privateInstance.findUniqueOrThrow({ where: { id }, select: { size: { select: { storageBytes: true } } } })
    const look = async (minute: number, percent: bigint) => {
      const at = plus(start, minutes(minute))
      await platformDb.instanceSample.create({ data: { instanceId: id, clientId: client.clientId, at, cpuMillis: 1, memoryBytes: 1n, storageBytes: (size.storageBytes * percent) / 100n + 1n, pids: 1 } })
      const ctx = { ...client.ctx, clock: new FixedClock(at), actor: { kind: 'system' as const, job: 'instances' } }
      await Promise.all([applyStanding(ctx), applyStanding(ctx)])
      return [(await mails()).filter((mail) => mail === 'instance_storage').length, (await row()).storageToldAt !== null]
    }
    expect([await look(0, 89n), await look(1, 91n), await look(2, 95n), await look(3, 85n), await look(4, 91n), await look(5, 50n), await look(6, 92n)])
      .toEqual([[0, false], [1, true], [1, true], [1, true], [1, true], [1, false], [2, true]])
    expect(await platformDb.instanceEvent.findFirst({ where: { instanceId: id, reason: 'storage' }, orderBy: { id: 'desc' } })).toMatchObject({ kind: 'notice', detail: { percent: 92 } })
  })

  it('is found by the minute’s look at everybody', async () => {
    const { client, id, mails } = await life()
    await platformDb.client.update({ where: { id: client.clientId }, data: { testClockId: null } })
    await platformDb.instanceSample.create({ data: { instanceId: id, clientId: client.clientId, at: start, cpuMillis: 1, memoryBytes: 1n, storageBytes: 10n ** 15n, pids: 1 } })
    await watchStanding(client.system, [client.clientId])
    expect(await mails()).toEqual(['instance_storage'])
  })
})

describe('a look at once', () => {
  const jobs = async (clientId: string): Promise<number> => Number((await platformDb.$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM graphile_worker.jobs WHERE key = ${`watch:${clientId}`}`)[0]?.n)

  it.each([['ends', { status: 'canceled' }], ['stops for arrears', { serviceSuspendedAt: start }]])('is asked for when service %s, and only where there is an instance', async (_name, change) => {
    const [renting, other] = [await life(), await life()]
    await platformDb.privateInstance.update({ where: { id: other.id }, data: { desired: 'deleted' } })
    for (const { subscriptionId } of [renting, other]) await platformDb.subscription.update({ where: { id: subscriptionId }, data: { updatedAt: start } })
    expect(await jobs(renting.client.clientId)).toBe(0)
    for (const { subscriptionId } of [renting, other]) await setStatus(subscriptionId, change)
    expect([await jobs(renting.client.clientId), await jobs(other.client.clientId)]).toEqual([1, 0])
  })
})

describe('the last export', () => {
  it('is attached to the mail of the deletion and holds events, figures and usage', async () => {
    const { client, id, name, row } = await life()
    await setStatus((await platformDb.subscription.findFirstOrThrow({ where: { clientId: client.clientId } })).id, { status: 'expired' })
    await platformDb.privateInstance.update({ where: { id }, data: { suspendedFor: 'expired', suspendedAt: plus(start, -days(14)) } })
    await watchStanding(client.system)
    expect((await row()).desired).toBe('deleted')
    const [mail] = await platformDb.outboxMessage.findMany({ where: { clientId: client.clientId, topic: 'mail' }, orderBy: { id: 'desc' }, take: 1 })
    expect(mail?.payload).toMatchObject({ template: 'instance_deleted', attachments: [{ kind: 'instance_history', id }] })
    const file = await attachmentRenderers.instance_history?.(client.system, client.clientId, id)
    expect(file).toMatchObject({ filename: `${name}-history.json`, contentType: 'application/json' })
    const history = JSON.parse(Buffer.from(file?.content ?? []).toString()) as { events: { reason: string | null }[] }
    expect(history).toMatchObject({ id, name, samples: [], usage: [] })
    expect(history.events.map(({ reason }) => reason)).toContain('notice_over')
  })
})
