import type { ClientRun } from '@/lib/domain/context'
import type { PlanView } from '@/lib/domain/catalog/view'
import { openWallet } from '@/lib/domain/ledger'
import { countDiscounts } from '../coupons/count-discounts'
import { prepareInvoice } from '../invoices/draft-invoice'
import { finaliseInvoice } from '../invoices/finalise-invoice'
import { nextPeriod, type Period } from '../period'
import { priceFacts } from './act-facts'
import { noPending } from './apply-change'
import type { Offer } from './change-terms'
import { renewalDueMs } from './due-act'
import { anchorOf, intervalOf, periodOf, planOf } from './holding'
import { customPriceAt, planVersion } from './offer'
import { pricePeriod } from './price-act'
import { expireChange } from './expire-change'
import { allowanceRow } from './service'
import { spanRow, spanTaxOf } from './spans'
import { readVisit, type Visit } from './visit'

type Next = { plan: PlanView; offer: Offer }

/** What the next period is sold as: the change that was scheduled, else the same again at the price agreed, or at the client's own price in force then. */
async function nextOf({ db, clientId }: ClientRun, { row, hasOwnPrices }: Visit, at: Date): Promise<Next> {
  if (row.pendingPlanVersionId && row.pendingInterval && row.pendingQuantity !== null && row.pendingAmountMinor !== null) {
    const plan = await planVersion(db, row.pendingPlanVersionId)
    const interval = intervalOf(row.pendingInterval)
    return { plan, offer: { planVersionId: plan.versionId, rank: plan.rank, interval, quantity: row.pendingQuantity, amountMinor: row.pendingAmountMinor, trialDays: plan.trialDays } }
  }
  const plan = planOf(row)
  const interval = intervalOf(row.interval)
  const own = hasOwnPrices ? await customPriceAt(db, { clientId, plan, interval, currency: row.currency, at }) : null
  const amountMinor = own === null ? row.amountMinor : own * BigInt(row.quantity)
  return { plan, offer: { planVersionId: plan.versionId, rank: plan.rank, interval, quantity: row.quantity, amountMinor, trialDays: plan.trialDays } }
}

/** Sells one whole period of a subscription that begins at its start, and issues the invoice where it costs something. Last in its transaction. */
async function sellPeriod(ctx: ClientRun, visit: Visit, { plan, offer }: Next, period: Period): Promise<void> {
  const { db, clock, clientId, remember } = ctx
  const { row } = visit
  const now = clock.now()
  const { facts, buyer } = await priceFacts(db, clientId, row, plan.code, now, { known: { ...visit, ...(remember ? { remember } : {}) } })
  const { priced, netMinor } = pricePeriod(facts, plan, offer, period)
  const { planVersionId, interval, quantity, amountMinor } = offer
  const next = {
    planVersionId, interval, quantity, amountMinor, ...noPending, currentPeriodStart: period.startsAt, currentPeriodEnd: period.endsAt,
    ...(plan.overage === 'stop' ? { spendLimitPicos: 0n } : {}),
  }
  await db.subscription.update({ where: { clientId_id: { clientId, id: row.id } }, data: { ...next, updatedAt: now }, select: { id: true } })
  const allowance = allowanceRow(clock, clientId, { ...row, ...next, planVersion: plan }, { at: now < period.endsAt ? now : period.startsAt, lastEndsAt: visit.allowanceEndsAt })
  if (allowance && !visit.hasWallet) await openWallet(db, clock, clientId, row.currency)
  const drafted = amountMinor > 0n ? await prepareInvoice(db, clock, { clientId, subscriptionId: row.id, reason: 'subscription_cycle', priced, period, buyer }, remember) : null
  const invoiceId = drafted?.invoice.id ?? null
  await ctx.record(row.id, { did: 'renewed', planCode: plan.code, interval, quantity, totalMinor: priced.totalMinor, currency: row.currency, invoiceId }, {
    ...drafted?.rows, UsagePeriod: allowance ? [allowance] : [],
    ServiceSpan: [spanRow(clock, { clientId, subscriptionId: row.id, planVersionId, quantity, currency: row.currency, invoiceId, period, netMinor, tax: spanTaxOf(facts.tax) })],
  })
  if (!drafted) return
  await countDiscounts(db, clock, { clientId, invoiceId: drafted.invoice.id, currency: row.currency }, priced.discounts)
  await finaliseInvoice(db, clock, { ...drafted.invoice, dueInMs: renewalDueMs })
}

/**
 * The next period begins. A change that still waits for its money belongs to the period that is over and is given up first.
 * @returns the end of the new period
 */
export async function renew(ctx: ClientRun, before: Visit): Promise<Date> {
  for (const { id } of before.row.changes) await expireChange(ctx, id)
  const visit = before.row.changes.length > 0 ? await readVisit(ctx, before.row.id) : before // its coupons may count again
  const endsAt = periodOf(visit.row).endsAt
  const next = await nextOf(ctx, visit, endsAt)
  const period = nextPeriod(anchorOf(visit.row), endsAt, next.offer.interval)
  await sellPeriod(ctx, visit, next, period)
  return period.endsAt
}
