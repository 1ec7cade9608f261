import { query, type Verb } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { toPage, pageArgs, type Page } from '@/lib/kernel/cursor'
import { seconds } from '@/lib/kernel/clock'
import { notFound } from '@/lib/kernel/error'
import { syncPayment } from './open-payment'
import { isOpenPayment, paymentFields, paymentView } from './payment-row'
import { GetByIdInput, ListPaymentsInput } from './schema'
import type { PaymentView } from './view'

const readPayment = query('billing.getPayment', GetByIdInput, async (ctx, { id }): Promise<PaymentView> => {
  const row = await ctx.db.payment.findUnique({ where: { clientId_id: { clientId: ctx.clientId, id } }, select: paymentFields })
  if (!row) throw notFound('payment')
  return paymentView(row)
})

const askAgainAfterMs = seconds(1)

/**
 * One payment. While it is open its provider is asked first, so that whoever comes back from the provider's page sees the
 * result at once; if the provider does not answer, what we know is shown. @throws DomainError not_found
 */
export const getPayment: Verb<ClientCtx, typeof GetByIdInput, PaymentView> = Object.assign(
  async (ctx: ClientCtx, raw: Parameters<typeof readPayment>[1]): Promise<PaymentView> => {
    const known = await readPayment(ctx, raw)
    const isRecent = ctx.clock.now().getTime() - known.updatedAt.getTime() < askAgainAfterMs && known.state !== 'awaiting_customer'
    if (!isOpenPayment(known.state) || isRecent) return known
    try {
      await syncPayment(ctx, known.id)
    } catch {
      return known // the janitor asks again
    }
    return readPayment(ctx, raw)
  },
  { meta: readPayment.meta },
)

/** The client's payments, newest first. */
export const listPayments = query('billing.listPayments', ListPaymentsInput, async (ctx, input): Promise<Page<PaymentView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await ctx.db.payment.findMany({
    ...paging,
    where: { ...where, clientId: ctx.clientId, ...(input.state ? { state: input.state } : {}), ...(input.invoiceId ? { invoiceId: input.invoiceId } : {}) },
    select: paymentFields,
  })
  return toPage(rows, input.limit, paymentView)
})
