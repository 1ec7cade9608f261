import { clientDb } from '@/lib/db/client-db'
import { lockClient } from '@/lib/db/locks'
import { command, type Verb } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'
import type { AttemptState } from '@/lib/providers/payments/types'
import { isMoneyUnderWay, isOpenAttempt } from './attempt-state'
import { createAttempt } from './create-attempt'
import { lockInvoice } from './invoices/lock-invoice'
import { balanceOf } from './invoices/settled'
import { openPayment } from './open-payment'
import { paymentFields, paymentView } from './payment-row'
import { GetByIdInput, PayInvoiceInput, StartPaymentInput } from './schema'
import type { PaymentView } from './view'

const createPayment = command('billing.startPayment', StartPaymentInput, async (ctx, { invoiceId, provider, saveMethod }): Promise<string> => {
  await lockClient(ctx.db, ctx.clientId)
  const invoice = await lockInvoice(ctx.db, ctx.clientId, invoiceId)
  const balanceMinor = balanceOf(invoice)
  if (balanceMinor === 0n) throw new DomainError('invalid_state', { field: 'invoiceId', fields: { invoiceId: { code: 'nothingToPay' } } })
  const paymentId = await createAttempt(ctx, { ...invoice, balanceMinor }, provider, { savesMethod: saveMethod })
  await ctx.record(paymentId, { invoiceId, amountMinor: balanceMinor, currency: invoice.currency })
  return paymentId
})

export async function readPayment(ctx: ClientCtx, id: string): Promise<PaymentView> {
  const { clientId } = ctx
  return paymentView(await (ctx.db ?? clientDb(clientId)).payment.findUniqueOrThrow({ where: { clientId_id: { clientId, id } }, select: paymentFields }))
}

/**
 * Starts paying an open invoice, or gives back the attempt that is already open: an invoice never has two.
 * Send the customer to `redirectUrl`.
 * @throws DomainError not_found, invalid_state (nothing to pay), not_configured
 */
export const startPayment: Verb<ClientCtx, typeof StartPaymentInput, PaymentView> = Object.assign(
  async (ctx: ClientCtx, raw: Parameters<typeof createPayment>[1]): Promise<PaymentView> => {
    const paymentId = await createPayment(ctx, raw)
    await openPayment(ctx, paymentId)
    return readPayment(ctx, paymentId)
  },
  { meta: createPayment.meta },
)

/** `startPayment` as the invoice's own route names it. */
export const payInvoice: Verb<ClientCtx, typeof PayInvoiceInput, PaymentView> = Object.assign(
  (ctx: ClientCtx, { id, ...rest }: Parameters<Verb<ClientCtx, typeof PayInvoiceInput, PaymentView>>[1]) => startPayment(ctx, { invoiceId: id, ...rest }),
  { meta: { ...createPayment.meta, schema: PayInvoiceInput } },
)

/**
 * Gives up an attempt that waits for the customer, so that another method can be chosen.
 * @throws DomainError not_found, invalid_state while money may be under way
 */
export const cancelPayment = command('billing.cancelPayment', GetByIdInput, async (ctx, { id }): Promise<PaymentView> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const payment = await readPayment({ ...ctx, db }, id)
  const state: AttemptState = payment.state
  if (!isOpenAttempt(state) || isMoneyUnderWay(state)) throw new DomainError('invalid_state', { internal: `payment is ${state}` })
  await db.payment.update({ where: { clientId_id: { clientId, id } }, data: { state: 'canceled', updatedAt: ctx.clock.now() }, select: { id: true } })
  await ctx.enqueue('payment.cancel', { paymentId: id })
  await ctx.record(id, { invoiceId: payment.invoiceId })
  return readPayment({ ...ctx, db }, id)
})
