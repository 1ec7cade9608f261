import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { days, minutes, plus } from '@/lib/kernel/clock'
import { GetByIdInput } from '../../schema'
import { uncountDiscounts } from '../../coupons/count-discounts'
import { draftInvoice, redraftInvoice } from '../draft-invoice'
import { finaliseInvoice } from '../finalise-invoice'
import { claimUsage, type Claim } from './claim'
import { isCollectable } from '../minimum-charge'
import { priceUsage, type PricedUsage } from './price-usage'
import { readPeriod, type UsagePeriodRow } from './read-period'

/** Usage invoices are due so long after their date. */
const usageDueMs = days(7)

export type UsageInvoiced = { did: 'nothing' | 'drafted' | 'finalised' | 'closed'; invoiceId: string | null }
const nothing: UsageInvoiced = { did: 'nothing', invoiceId: null }

const graceEnds = (period: UsagePeriodRow): Date => plus(period.endsAt, minutes(period.subscription.planVersion.usageGraceMinutes))

const draftOf = (ctx: ClientRun, period: UsagePeriodRow) =>
  ctx.db.invoice.findFirst({
    where: { clientId: ctx.clientId, subscriptionId: period.subscriptionId, reason: 'usage', periodStart: period.startsAt, documentStatus: 'draft' },
    select: { id: true, legalEntityId: true },
  })

/**
 * Puts an ended period's usage on an invoice: a draft while the plan's grace window lets late usage in, final after it (priced
 * anew, with what came late to earlier periods as adjustment lines). Repeating it does nothing more.
 */
export const draftUsageInvoice = command('billing.draftUsageInvoice', GetByIdInput, async (ctx, { id }): Promise<UsageInvoiced> => {
  await lockClient(ctx.db, ctx.clientId)
  const period = await readPeriod(ctx.db, ctx.clientId, id)
  const now = ctx.clock.now()
  if (period.endsAt > now || period.closedAt !== null) return done(ctx, id, nothing)
  const draft = await draftOf(ctx, period)
  // A draft's coupons count anew with its new price.
  if (draft) await uncountDiscounts(ctx.db, ctx.clientId, draft.id)
  const usage = await priceUsage(ctx.db, ctx.clientId, now, { of: period, takes: 'ended' })
  return graceEnds(period) > now ? keepDraft(ctx, period, usage, draft) : settlePeriod(ctx, period, usage, draft)
})

async function done(ctx: ClientRun, id: string, result: UsageInvoiced): Promise<UsageInvoiced> {
  await ctx.record(id, result)
  return result
}

/** The draft as the client may see it now. Nothing is taken from the period yet. */
type Draft = Awaited<ReturnType<typeof draftOf>>

async function keepDraft(ctx: ClientRun, period: UsagePeriodRow, usage: PricedUsage, draft: Draft): Promise<UsageInvoiced> {
  const { db, clock, clientId } = ctx
  if (draft) await redraftInvoice(db, clock, draft.id, { clientId, ...usage })
  if (draft || usage.dueMinor <= 0n) return done(ctx, period.id, { did: draft ? 'drafted' : 'nothing', invoiceId: draft?.id ?? null })
  const made = await draftInvoice(db, clock, { clientId, subscriptionId: period.subscriptionId, reason: 'usage', period, draftUntil: graceEnds(period), ...usage })
  return done(ctx, period.id, { did: 'drafted', invoiceId: made.id })
}

/** Whether an invoice can be collected, or asks for nothing because coupons take all of it. */
const isWorth = ({ priced, dueMinor }: PricedUsage): boolean =>
  priced.carryMinor > 0n || (dueMinor > 0n && (isCollectable(priced) || (priced.totalMinor === 0n && priced.discountMinor > 0n)))

/** The grace is over: the invoice becomes final, or there is nothing worth one and the period is closed. */
async function settlePeriod(ctx: ClientRun, period: UsagePeriodRow, usage: PricedUsage, draft: Draft): Promise<UsageInvoiced> {
  const { db, clock, clientId } = ctx
  await db.usagePeriod.update({ where: { clientId_id: { clientId, id: period.id } }, data: { closedAt: clock.now() }, select: { id: true } })
  if (isWorth(usage)) {
    if (draft) await redraftInvoice(db, clock, draft.id, { clientId, ...usage })
    const invoice = draft
      ? { ...draft, clientId, totalMinor: usage.priced.totalMinor }
      : await draftInvoice(db, clock, { clientId, subscriptionId: period.subscriptionId, reason: 'usage', period, ...usage })
    return finish(ctx, period.id, invoice, usage.claims)
  }
  if (draft) {
    await db.invoiceLine.deleteMany({ where: { clientId, invoiceId: draft.id } })
    await db.invoice.delete({ where: { clientId_id: { clientId, id: draft.id }, documentStatus: 'draft' }, select: { id: true } })
  }
  // Worth nothing at all: counted as invoiced. Worth too little: it stays, and the next usage invoice takes it as late usage.
  if (usage.dueMinor === 0n) for (const claim of usage.claims) await claimUsage(db, clock, clientId, null, claim)
  return done(ctx, period.id, { did: 'closed', invoiceId: null })
}

async function finish(ctx: ClientRun, objectId: string, invoice: { id: string; clientId: string; legalEntityId: string; totalMinor: bigint }, claims: readonly Claim[]): Promise<UsageInvoiced> {
  for (const claim of claims) await claimUsage(ctx.db, ctx.clock, ctx.clientId, invoice.id, claim)
  const result = await done(ctx, objectId, { did: 'finalised', invoiceId: invoice.id })
  await finaliseInvoice(ctx.db, ctx.clock, { ...invoice, dueInMs: usageDueMs })
  return result
}

/**
 * Invoices a running period's overage at once when it has passed the plan's threshold. What is on this invoice is not on the
 * period's own one.
 */
export const invoiceUsageThreshold = command('billing.invoiceUsageThreshold', GetByIdInput, async (ctx, { id }): Promise<UsageInvoiced> => {
  const { db, clock, clientId } = ctx
  await lockClient(db, clientId)
  const period = await readPeriod(db, clientId, id)
  const threshold = period.subscription.planVersion.thresholdInvoiceMinor
  const now = clock.now()
  if (threshold === null || period.endsAt <= now || period.closedAt !== null) return done(ctx, id, nothing)
  const usage = await priceUsage(db, clientId, now, { of: period, takes: 'running' })
  if (usage.dueMinor < threshold || !isWorth(usage)) return done(ctx, id, nothing)
  const last = await db.invoice.findFirst({
    where: { clientId, subscriptionId: period.subscriptionId, reason: 'usage_threshold', documentStatus: 'open', periodStart: { gte: period.startsAt }, periodEnd: { lte: now } },
    orderBy: { periodEnd: 'desc' }, select: { periodEnd: true },
  })
  const invoice = await draftInvoice(db, clock, {
    clientId, subscriptionId: period.subscriptionId, reason: 'usage_threshold', period: { startsAt: last?.periodEnd ?? period.startsAt, endsAt: now }, ...usage,
  })
  return finish(ctx, id, invoice, usage.claims)
})

/** Invoices what came late to a client's settled periods when no further usage invoice will come to take it along. */
export const invoiceLateUsage = command('billing.invoiceLateUsage', GetByIdInput, async (ctx, { id }): Promise<UsageInvoiced> => {
  const { db, clock, clientId } = ctx
  await lockClient(db, clientId)
  const period = await readPeriod(db, clientId, id)
  const now = clock.now()
  if ((await db.usagePeriod.count({ where: { clientId, closedAt: null } })) > 0) return done(ctx, id, nothing)
  const usage = await priceUsage(db, clientId, now, { of: period, takes: 'late' })
  if (!isWorth(usage)) return done(ctx, id, nothing)
  const invoice = await draftInvoice(db, clock, { clientId, subscriptionId: period.subscriptionId, reason: 'usage', period: { startsAt: now, endsAt: now }, ...usage })
  return finish(ctx, id, invoice, usage.claims)
})
