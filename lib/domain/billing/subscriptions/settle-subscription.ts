import type { Prisma } from '@/lib/db/generated/client'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { planView, planVersionFields } from '@/lib/domain/catalog/plan-row'
import { days, plus } from '@/lib/kernel/clock'
import { notFound } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import { activateSubscription, openUsagePeriod } from './activate-subscription'
import { buyerOf } from '../buyer'
import { draftInvoice, pricedOf } from '../invoices/draft-invoice'
import { finaliseInvoice } from '../invoices/finalise-invoice'
import { nextPeriod, type Period } from '../period'
import { quoteOf } from '../quote'
import { GetByIdInput } from '../schema'
import { incompleteLifeMs } from './subscribe'
import { taxRuleAt } from '../tax-rule'
import { voidInvoice } from '../invoices/void-invoice'

/** A renewal may be paid this long before the subscription counts as past due, and so much longer before it ends. */
const renewalDueMs = days(7)
const pastDueLifeMs = days(14)

const settleFields = {
  id: true, status: true, interval: true, currency: true, amountMinor: true, anchorDay: true, timeZone: true, createdAt: true,
  currentPeriodStart: true, currentPeriodEnd: true, cancelAtPeriodEnd: true,
  invoices: { where: { documentStatus: 'open' }, select: { id: true, paymentStatus: true, dueAt: true, periodStart: true, periodEnd: true } },
} as const

export type Settled = 'activated' | 'expired' | 'ended' | 'renewed' | 'past_due' | 'allowance' | 'nothing'

/**
 * Does the one thing that is due on a subscription at the context's time: activate what was paid, give up what was not, renew or
 * end what has run out, open the next month of allowance. Repeating it does nothing more.
 */
export const settleSubscription = command('billing.settleSubscription', GetByIdInput, async (ctx, { id }): Promise<Settled> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const row = await db.subscription.findUnique({ where: { clientId_id: { clientId, id } }, select: settleFields })
  if (!row) throw notFound('subscription')
  if (row.status === 'incomplete') return settleIncomplete(ctx, row)
  if (['active', 'past_due', 'trialing'].includes(row.status)) return settleAlive(ctx, row)
  await ctx.record(id, { did: 'nothing' })
  return 'nothing'
})

type Row = Prisma.SubscriptionGetPayload<{ select: typeof settleFields }>

async function done(ctx: ClientRun, id: string, did: Settled): Promise<Settled> {
  await ctx.record(id, { did })
  return did
}

const change = (ctx: ClientRun, id: string, data: object) =>
  ctx.db.subscription.update({ where: { clientId_id: { clientId: ctx.clientId, id } }, data: { ...data, updatedAt: ctx.clock.now() }, select: { id: true } })

async function settleIncomplete(ctx: ClientRun, row: Row): Promise<Settled> {
  const paid = row.invoices.find(({ paymentStatus }) => paymentStatus === 'paid')
  if (paid?.periodStart && paid.periodEnd) {
    const activation = await activateSubscription(ctx.db, ctx.clock, ctx.clientId, row.id, { startsAt: paid.periodStart, endsAt: paid.periodEnd })
    return done(ctx, row.id, activation === 'activated' ? 'activated' : 'nothing')
  }
  if (plus(row.createdAt, incompleteLifeMs) > ctx.clock.now()) return done(ctx, row.id, 'nothing')
  for (const { id } of row.invoices) await voidInvoice(ctx, id)
  await change(ctx, row.id, { status: 'expired' })
  return done(ctx, row.id, 'expired')
}

async function settleAlive(ctx: ClientRun, row: Row): Promise<Settled> {
  const now = ctx.clock.now()
  const { currentPeriodStart: startsAt, currentPeriodEnd: endsAt } = row
  if (!startsAt || !endsAt) return done(ctx, row.id, 'nothing')
  const oldestDue = row.invoices.flatMap(({ paymentStatus, dueAt }) => (paymentStatus !== 'paid' && dueAt && dueAt <= now ? [dueAt] : [])).sort((a, b) => a.getTime() - b.getTime())[0]
  const isGivenUp = oldestDue !== undefined && plus(oldestDue, pastDueLifeMs) <= now
  if (isGivenUp || (endsAt <= now && row.cancelAtPeriodEnd)) {
    await change(ctx, row.id, { status: 'canceled', canceledAt: now })
    return done(ctx, row.id, 'ended')
  }
  if (endsAt <= now) return renew(ctx, row, nextPeriod({ day: row.anchorDay, timeZone: row.timeZone }, endsAt, row.interval === 'year' ? 'year' : 'month'))
  if (oldestDue && row.status === 'active') {
    await change(ctx, row.id, { status: 'past_due' })
    return done(ctx, row.id, 'past_due')
  }
  await openUsagePeriod(ctx.db, ctx.clock, ctx.clientId, row.id, now)
  return done(ctx, row.id, 'allowance')
}

/** The next period begins at the price agreed when it was bought; what costs something gets an invoice, due in a week. */
async function renew(ctx: ClientRun, row: Row, period: Period): Promise<Settled> {
  const { db, clock, clientId } = ctx
  const now = clock.now()
  await change(ctx, row.id, { currentPeriodStart: period.startsAt, currentPeriodEnd: period.endsAt })
  await openUsagePeriod(db, clock, clientId, row.id, now < period.endsAt ? now : period.startsAt)
  if (row.amountMinor === 0n) return done(ctx, row.id, 'renewed')
  const { planVersion } = await db.subscription.findUniqueOrThrow({
    where: { clientId_id: { clientId, id: row.id } }, select: { planVersion: { select: planVersionFields } },
  })
  const buyer = await buyerOf(db, clientId)
  const quote = quoteOf({
    clientId, plan: planView(planVersion), interval: row.interval === 'year' ? 'year' : 'month', price: money(row.amountMinor, row.currency),
    timeZone: row.timeZone, taxRule: await taxRuleAt(db, buyer.country, now), frozenAt: now,
    term: { anchor: { day: row.anchorDay, timeZone: row.timeZone }, period },
  })
  const invoice = await draftInvoice(db, clock, { clientId, subscriptionId: row.id, reason: 'subscription_cycle', priced: pricedOf(quote), period: quote.period, buyer })
  await done(ctx, row.id, 'renewed')
  await finaliseInvoice(db, clock, { ...invoice, dueInMs: renewalDueMs })
  return 'renewed'
}
