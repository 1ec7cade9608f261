import { clientDb } from '@/lib/db/client-db'
import { lockClient } from '@/lib/db/locks'
import { command, type Verb } from '@/lib/domain/command'
import type { ClientCtx, ClientRun } from '@/lib/domain/context'
import { minutes, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { assertCountryKnown, assertEmailVerified } from '../buyer'
import { createAttempt } from '../create-attempt'
import { balanceOf } from '../invoices/settled'
import { lockInvoice } from '../invoices/lock-invoice'
import { openPayment } from '../open-payment'
import { readPayment } from '../start-payment'
import { createTopUp } from './create-top-up'
import { topUpPreviewLifeMs } from './preview-top-up'
import { TopUpInput } from './schema'
import { topUpFields, topUpView } from './top-up-row'
import { quoteTopUp } from './top-up-quote'
import type { StartedTopUpView } from './view'

type Started = { topUpId: string; paymentId: string }

/** The same confirmation again, in another tab or after a lost answer: what it made then. */
async function madeBefore(ctx: ClientRun, input: { frozenAt: Date; creditMinor: bigint }): Promise<{ id: string; invoiceId: string } | null> {
  return ctx.db.walletTopUp.findFirst({
    where: { clientId: ctx.clientId, isAutomatic: false, state: 'pending', amountMinor: input.creditMinor, createdAt: { gte: input.frozenAt } },
    select: { id: true, invoiceId: true },
  })
}

const startTopUp = command('billing.topUp', TopUpInput, async (ctx, input): Promise<Started> => {
  const { db, clock, clientId } = ctx
  await lockClient(db, clientId)
  await assertEmailVerified(db, clientId, ctx.actor.kind === 'user' ? ctx.actor.userId : undefined)
  const now = clock.now()
  if (input.frozenAt > plus(now, minutes(1)) || plus(input.frozenAt, topUpPreviewLifeMs) < now) throw new DomainError('stale_preview')
  const quote = await quoteTopUp(db, clientId, input.amountMinor, input.frozenAt)
  if (quote.hash !== input.hash) throw new DomainError('stale_preview')
  assertCountryKnown(quote.buyer)
  const before = await madeBefore(ctx, { frozenAt: input.frozenAt, creditMinor: quote.creditMinor })
  if (before) {
    const invoice = await lockInvoice(db, clientId, before.invoiceId)
    const paymentId = await createAttempt(ctx, { ...invoice, balanceMinor: balanceOf(invoice) }, input.provider, { savesMethod: input.saveMethod })
    await ctx.record(before.id, { isReused: true, paymentId })
    return { topUpId: before.id, paymentId }
  }
  let paymentId = ''
  const { id } = await createTopUp(ctx, quote, false, async (made) => {
    paymentId = await createAttempt(ctx, { ...made, id: made.invoiceId, balanceMinor: made.totalMinor }, input.provider, { savesMethod: input.saveMethod })
    await ctx.record(made.id, { creditMinor: quote.creditMinor, totalMinor: made.totalMinor, currency: made.currency, invoiceId: made.invoiceId, paymentId })
  })
  return { topUpId: id, paymentId }
})

/**
 * Confirms a top-up preview: an invoice of its own, paid through the checkout. Send the customer to `payment.redirectUrl`; the credit is
 * there once it is paid. Repeating it gives the same invoice and payment.
 * @throws DomainError stale_preview, email_unverified, compliance_failed (no country, so no tax is known), invalid_input, not_configured
 */
export const topUp: Verb<ClientCtx, typeof TopUpInput, StartedTopUpView> = Object.assign(
  async (ctx: ClientCtx, raw: Parameters<typeof startTopUp>[1]): Promise<StartedTopUpView> => {
    const { topUpId, paymentId } = await startTopUp(ctx, raw)
    await openPayment(ctx, paymentId)
    const { clientId } = ctx
    const row = await (ctx.db ?? clientDb(clientId)).walletTopUp.findUniqueOrThrow({ where: { clientId_id: { clientId, id: topUpId } }, select: topUpFields })
    return { topUp: topUpView(row), payment: await readPayment(ctx, paymentId) }
  },
  { meta: startTopUp.meta },
)
