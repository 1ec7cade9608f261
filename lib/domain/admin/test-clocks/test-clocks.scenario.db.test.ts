import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { advanceClock } from '@/lib/domain/billing'
import { drainOutbox } from '@/lib/jobs/drain-outbox'
import { FixedClock } from '@/lib/kernel/clock'
import type { CardBehaviour } from '@/lib/providers/payments/sandbox/cards'
import { mailsOf } from '@/lib/testing/billing-day'
import { staffCtx } from '@/lib/testing/contexts'
import { buyPlan, createPayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { extendArrears, listArrears } from '../dunning/arrears'
import { advanceTestClock, attachTestClock, createTestClock } from './test-clocks'

const start = new Date('2026-01-31T12:00:00Z')
const staff = staffCtx('finance', new FixedClock(start))
beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

async function life(card: CardBehaviour) {
  const client = await createPayingClient(start)
  const { subscriptionId } = await buyPlan(client, { saving: card })
  const { id } = await createTestClock(staff, { name: 'A life', now: start.toISOString() })
  await attachTestClock(staff, { id, clientId: client.clientId })
  const advance = async (to: string) => {
    await advanceTestClock(staff, { id, to })
    await advanceClock(client.system, id, { first: async () => undefined, drain: drainOutbox })
    return platformDb.testClock.findUniqueOrThrow({ where: { id } })
  }
  const invoices = () => platformDb.invoice.findMany({ where: { clientId: client.clientId }, orderBy: { id: 'asc' }, select: { issuedAt: true, paymentStatus: true } })
  return { client, id, subscriptionId, advance, invoices }
}

describe('a test clock', () => {
  it('takes a client in once, whoever attaches it at the same moment', async () => {
    const client = await createPayingClient(start)
    const clocks = await Promise.all(['One', 'Two', 'Three'].map((name) => createTestClock(staff, { name, now: start.toISOString() })))
    const tries = await Promise.allSettled(clocks.map(({ id }) => attachTestClock(staff, { id, clientId: client.clientId })))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('sent five months ahead bills each month on its own day, and every card charge is paid', async () => {
    const { advance, invoices } = await life('pays')
    expect(await advance('2026-07-01T00:00Z')).toMatchObject({ now: new Date('2026-07-01T00:00Z'), targetAt: null })
    expect((await invoices()).map(({ issuedAt, paymentStatus }) => `${issuedAt?.toISOString().slice(0, 10)} ${paymentStatus}`)).toEqual([
      '2026-01-31 paid', '2026-02-28 paid', '2026-03-31 paid', '2026-04-30 paid', '2026-05-31 paid', '2026-06-30 paid',
    ])
  })

  it('walks arrears to the end: five tries, suspended on 21 March, ended on 20 April', async () => {
    const { client, advance, subscriptionId } = await life('declines_soft')
    await advance('2026-05-15T00:00Z')
    const events = await platformDb.dunningEvent.findMany({ where: { clientId: client.clientId }, orderBy: { id: 'asc' }, select: { kind: true, at: true } })
    expect(events.map(({ kind, at }) => `${at.toISOString().slice(0, 10)} ${kind}`)).toEqual([
      '2026-02-28 opened', '2026-02-28 retry_failed', '2026-03-02 retry_failed', '2026-03-07 retry_failed', '2026-03-14 retry_failed', '2026-03-21 retry_failed',
      '2026-03-21 suspended', '2026-04-20 deleted',
    ])
    expect(await platformDb.subscription.findUnique({ where: { id: subscriptionId } })).toMatchObject({ status: 'canceled', canceledAt: new Date('2026-04-20T00:00Z') })
    expect(await mailsOf(client, 'dunning')).toHaveLength(7)
  })

  it('with an extension by staff of ten days suspends on 31 March instead, and a stopped service goes on', async () => {
    const { client, advance } = await life('declines_soft')
    await advance('2026-03-22T00:00Z')
    const [stopped] = (await listArrears(staff, { clientId: client.clientId, state: 'suspended' })).data
    const extended = await extendArrears(staff, { id: stopped?.id ?? '', days: 10, reason: 'a wire transfer is on its way' })
    expect(extended).toMatchObject({ state: 'open', extendedDays: 10, suspendAt: new Date('2026-04-01T00:00Z') })
    expect(extended.timeline.filter(({ isDone }) => isDone).at(-1)).toMatchObject({ kind: 'extended', at: new Date('2026-03-22T00:00Z') })
    expect(await platformDb.subscription.findFirst({ where: { clientId: client.clientId, status: 'past_due' } })).toMatchObject({ serviceSuspendedAt: null })
    await advance('2026-04-02T00:00Z')
    expect((await listArrears(staff, { clientId: client.clientId, state: 'suspended' })).data).toHaveLength(1)
  })

  it('never goes back, nor farther than two years, nor twice at once', async () => {
    const { id } = await life('pays')
    await expect(advanceTestClock(staff, { id, to: '2026-01-01T00:00Z' })).rejects.toMatchObject({ fields: { to: { code: 'clockRange' } } })
    await expect(advanceTestClock(staff, { id, to: '2029-01-01T00:00Z' })).rejects.toMatchObject({ fields: { to: { code: 'clockRange' } } })
    await advanceTestClock(staff, { id, to: '2026-03-01T00:00Z' })
    await expect(advanceTestClock(staff, { id, to: '2026-04-01T00:00Z' })).rejects.toMatchObject({ code: 'invalid_state' })
  })

  it('leaves everybody else’s time alone', async () => {
    const other = await createPayingClient(start)
    const { subscriptionId } = await buyPlan(other, { saving: 'pays' })
    const { advance } = await life('pays')
    await advance('2026-06-01T00:00Z')
    expect(await platformDb.invoice.count({ where: { subscriptionId } })).toBe(1)
  })
})
