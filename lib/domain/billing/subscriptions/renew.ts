import type { ClientRun } from '@/lib/domain/context'
import type { PlanView } from '@/lib/domain/catalog/view'
import { draftInvoice } from '../invoices/draft-invoice'
import { finaliseInvoice } from '../invoices/finalise-invoice'
import { nextPeriod, type Period } from '../period'
import { priceFacts } from './act-facts'
import { noPending } from './apply-change'
import type { Offer } from './change-terms'
import { renewalDueMs } from './due-act'
import { anchorOf, intervalOf, periodOf, planOf, type HeldRow } from './holding'
import { customPriceAt, planVersion } from './offer'
import { pricePeriod } from './price-act'
import { expireChange } from './expire-change'
import { openUsagePeriod } from './service'
import { openSpan, spanTaxOf } from './spans'

type Next = { plan: PlanView; offer: Offer }

/** What the next period is sold as: the change that was scheduled, else the same again at the price agreed, or at the client's own price in force then. */
async function nextOf({ db, clientId }: ClientRun, row: HeldRow, at: Date): Promise<Next> {
  if (row.pendingPlanVersionId && row.pendingInterval && row.pendingQuantity !== null && row.pendingAmountMinor !== null) {
    const plan = await planVersion(db, row.pendingPlanVersionId)
    const interval = intervalOf(row.pendingInterval)
    return { plan, offer: { planVersionId: plan.versionId, rank: plan.rank, interval, quantity: row.pendingQuantity, amountMinor: row.pendingAmountMinor, trialDays: plan.trialDays } }
  }
  const plan = planOf(row)
  const interval = intervalOf(row.interval)
  const own = await customPriceAt(db, { clientId, plan, interval, currency: row.currency, at })
  const amountMinor = own === null ? row.amountMinor : own * BigInt(row.quantity)
  return { plan, offer: { planVersionId: plan.versionId, rank: plan.rank, interval, quantity: row.quantity, amountMinor, trialDays: plan.trialDays } }
}

/** Sells one whole period of a subscription that begins at its start, and issues the invoice where it costs something. Last in its transaction. */
export async function sellPeriod(ctx: ClientRun, row: HeldRow, { plan, offer }: Next, period: Period): Promise<void> {
  const { db, clock, clientId } = ctx
  const now = clock.now()
  const { facts, buyer } = await priceFacts(db, clientId, row, plan.code, now)
  const { priced, netMinor } = pricePeriod(facts, plan, offer, period)
  const invoice = offer.amountMinor > 0n
    ? await draftInvoice(db, clock, { clientId, subscriptionId: row.id, reason: 'subscription_cycle', priced, period, buyer }) : null
  await db.subscription.update({
    where: { clientId_id: { clientId, id: row.id } }, select: { id: true },
    data: {
      planVersionId: offer.planVersionId, interval: offer.interval, quantity: offer.quantity, amountMinor: offer.amountMinor, ...noPending,
      currentPeriodStart: period.startsAt, currentPeriodEnd: period.endsAt, updatedAt: now, ...(plan.overage === 'stop' ? { spendLimitPicos: 0n } : {}),
    },
  })
  await openSpan(db, clock, {
    clientId, subscriptionId: row.id, planVersionId: offer.planVersionId, quantity: offer.quantity, currency: row.currency, invoiceId: invoice?.id ?? null, period,
    netMinor, tax: spanTaxOf(facts.tax),
  })
  await openUsagePeriod(db, clock, clientId, row.id, now < period.endsAt ? now : period.startsAt)
  await ctx.record(row.id, { did: 'renewed', planCode: plan.code, interval: offer.interval, quantity: offer.quantity, totalMinor: priced.totalMinor, currency: row.currency, invoiceId: invoice?.id ?? null })
  if (invoice) await finaliseInvoice(db, clock, { ...invoice, dueInMs: renewalDueMs })
}

/** The next period begins. A change that still waits for its money belongs to the period that is over and is given up first. */
export async function renew(ctx: ClientRun, row: HeldRow): Promise<'renewed'> {
  const endsAt = periodOf(row).endsAt
  for (const { id } of row.changes) await expireChange(ctx, id)
  const next = await nextOf(ctx, row, endsAt)
  await sellPeriod(ctx, row, next, nextPeriod(anchorOf(row), endsAt, next.offer.interval))
  return 'renewed'
}
