import type { ClientRun } from '@/lib/domain/context'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { required } from '@/lib/kernel/assert'
import { formatMoney, money } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { billingRecipient } from '../invoices/billing-recipient'
import { draftInvoice } from '../invoices/draft-invoice'
import { finaliseInvoice } from '../invoices/finalise-invoice'
import { firstPeriod } from '../period'
import { priceFacts } from './act-facts'
import { activateSubscription } from './activate-subscription'
import { trialPaymentLifeMs } from './due-act'
import { expireChange } from './expire-change'
import { anchorOf, intervalOf, planOf, type HeldRow } from './holding'
import { pricePeriod } from './price-act'

const where = (ctx: ClientRun, id: string) => ({ clientId_id: { clientId: ctx.clientId, id } })

/** Tells the client what the trial turns into and when, in time to decide. Once. */
export async function announceTrialEnd(ctx: ClientRun, row: HeldRow): Promise<'trial_announced'> {
  const to = await billingRecipient(ctx)
  if (to) {
    await queueMail(ctx, {
      template: 'trial_ending', to, locale: ctx.locale, path: routes.subscription(),
      params: {
        plan: LocalizedTextView.parse(row.planVersion.name)[ctx.locale], amount: formatMoney(money(row.amountMinor, row.currency)),
        endsAt: required(row.trialEndsAt, 'the end of the trial').toISOString(),
      },
    })
  }
  await ctx.db.subscription.update({ where: where(ctx, row.id), data: { trialNoticeSentAt: ctx.clock.now(), updatedAt: ctx.clock.now() }, select: { id: true } })
  await ctx.record(row.id, { did: 'trial_announced' })
  return 'trial_announced'
}

/**
 * The trial is over: its first paid period is invoiced, and service goes on once that is paid; unpaid for three days it is given up.
 * What costs nothing goes on at once.
 */
export async function endTrial(ctx: ClientRun, row: HeldRow): Promise<'trial_ended'> {
  const { db, clock, clientId } = ctx
  for (const { id } of row.changes) await expireChange(ctx, id)
  const plan = planOf(row)
  const offer = { planVersionId: plan.versionId, rank: plan.rank, interval: intervalOf(row.interval), quantity: row.quantity, amountMinor: row.amountMinor, trialDays: plan.trialDays }
  const { anchor, period } = firstPeriod(required(row.trialEndsAt, 'the end of the trial'), anchorOf(row).timeZone, offer.interval)
  const { facts, buyer } = await priceFacts(db, clientId, row, plan.code, clock.now())
  const { priced } = pricePeriod(facts, plan, offer, period)
  await db.subscription.update({ where: where(ctx, row.id), data: { status: 'incomplete', anchorDay: anchor.day, updatedAt: clock.now() }, select: { id: true } })
  await ctx.record(row.id, { did: 'trial_ended', planCode: plan.code, totalMinor: priced.totalMinor, currency: row.currency })
  if (offer.amountMinor === 0n) {
    await activateSubscription(db, clock, clientId, row.id, period, null)
    return 'trial_ended'
  }
  const invoice = await draftInvoice(db, clock, { clientId, subscriptionId: row.id, reason: 'subscription_create', priced, period, buyer })
  await ctx.enqueue('invoice.collect', { invoiceId: invoice.id }) // a saved card pays it without anybody present
  await finaliseInvoice(db, clock, { ...invoice, dueInMs: trialPaymentLifeMs })
  return 'trial_ended'
}
