import type { ClientRun } from '@/lib/domain/context'
import { evaluateCompliance } from '@/lib/domain/licensing'
import { days, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import type { PaymentProviderId } from '@/lib/providers/payments/types'
import { createAttempt } from '../create-attempt'
import { draftInvoice } from '../invoices/draft-invoice'
import { finaliseInvoice } from '../invoices/finalise-invoice'
import { lockInvoice } from '../invoices/lock-invoice'
import { balanceOf } from '../invoices/settled'
import { applyChange } from './apply-change'
import { changeLifeMs } from './due-act'
import { expireChange } from './expire-change'
import type { Quoted } from './quote-act'
import { spanTaxOf } from './spans'

export type Made = { subscriptionId: string; invoiceId: string | null; paymentId: string | null }

/** It is given up before it would count as overdue. */
const graceMs = days(1)

type Options = { provider?: PaymentProviderId | undefined; savesMethod?: boolean; lifeMs?: number; startsPayment?: boolean }

/** The same change pressed twice finds the first one. */
async function findTwin(ctx: ClientRun, { row, quote, offer }: Quoted): Promise<string | null> {
  const twin = await ctx.db.subscriptionChange.findFirst({
    where: {
      clientId: ctx.clientId, subscriptionId: row.id, state: 'pending', startsAt: quote.effectiveAt, planVersionId: offer.planVersionId, interval: offer.interval, quantity: offer.quantity,
    },
    select: { invoiceId: true },
  })
  return twin?.invoiceId ?? null
}

async function payAgain(ctx: ClientRun, subscriptionId: string, invoiceId: string, provider: Options['provider']): Promise<Made> {
  const invoice = await lockInvoice(ctx.db, ctx.clientId, invoiceId)
  const paymentId = await createAttempt(ctx, { ...invoice, balanceMinor: balanceOf(invoice) }, provider)
  await ctx.record(subscriptionId, { invoiceId, paymentId, isReused: true })
  return { subscriptionId, invoiceId, paymentId }
}

/**
 * Charges a quoted change or resumption: its invoice is issued and the change waits for the money, an hour at most; an earlier one that
 * waits is given up. Nothing of the subscription moves until then. What costs nothing is done at once.
 * Issues a number, so it must be the last thing its transaction does.
 * @throws DomainError compliance_failed, not_configured
 */
export async function beginChange(ctx: ClientRun, quoted: Quoted, options: Options = {}): Promise<Made> {
  const { db, clock, clientId } = ctx
  const { row, quote, offer, buyer, act } = quoted
  const twinInvoiceId = await findTwin(ctx, quoted)
  if (twinInvoiceId) return payAgain(ctx, row.id, twinInvoiceId, options.provider)
  for (const { id } of row.changes) await expireChange(ctx, id)
  const now = clock.now()
  const { totalMinor, carryMinor, lines } = quote.priced
  const check = await evaluateCompliance(db, clientId, totalMinor > 0n, now)
  if (check.result !== 'pass') throw new DomainError('compliance_failed', { params: { reasons: check.reasons.map(({ code }) => code).join(', ') } })
  const hasInvoice = totalMinor > 0n || carryMinor > 0n || lines.some(({ amountMinor }) => amountMinor !== 0n)
  const invoice = hasInvoice
    ? await draftInvoice(db, clock, { clientId, subscriptionId: row.id, reason: 'subscription_change', priced: quote.priced, period: quote.period, buyer })
    : null
  const lifeMs = options.lifeMs ?? changeLifeMs
  const changeId = newId('chg', now)
  await db.subscriptionChange.create({
    select: { id: true },
    data: {
      id: changeId, clientId, subscriptionId: row.id, kind: act === 'resume' ? 'resume' : 'change', state: 'pending', invoiceId: invoice?.id ?? null,
      planVersionId: offer.planVersionId, interval: offer.interval, quantity: offer.quantity, amountMinor: offer.amountMinor, netMinor: quote.netMinor, unusedMinor: quote.unusedMinor,
      ...spanTaxOf(quote.tax), beginsAnew: quoted.terms?.timing !== 'now' || quoted.terms.beginsAnew, anchorDay: quote.anchor.day, startsAt: quote.effectiveAt, endsAt: quote.period.endsAt,
      expiresAt: plus(now, lifeMs), createdAt: now,
    },
  })
  const owes = invoice !== null && totalMinor > 0n
  const paymentId = owes && options.startsPayment !== false
    ? await createAttempt(ctx, { ...invoice, mode: buyer.mode, balanceMinor: totalMinor }, options.provider, { savesMethod: options.savesMethod ?? false }) : null
  if (!owes) await applyChange(ctx, changeId)
  await ctx.record(row.id, {
    act, planCode: quoted.plan.code, interval: offer.interval, quantity: offer.quantity, totalMinor, creditMinor: carryMinor, currency: row.currency,
    invoiceId: invoice?.id ?? null, paymentId, waits: owes,
  })
  if (invoice) await finaliseInvoice(db, clock, { ...invoice, dueInMs: lifeMs + graceMs })
  return { subscriptionId: row.id, invoiceId: invoice?.id ?? null, paymentId }
}
