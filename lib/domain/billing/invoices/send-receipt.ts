import type { ClientRun } from '@/lib/domain/context'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { isLocale } from '@/lib/i18n/locale'
import { formatMoney, money } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { billingRecipient } from './billing-recipient'

/** Queues the receipt with the invoice as PDF to whoever handles the client's bills. Once a payment. */
export async function sendReceipt(ctx: ClientRun, about: { paymentId: string; invoiceId: string }): Promise<void> {
  const { db, clientId } = ctx
  const { count } = await db.payment.updateMany({
    where: { clientId, id: about.paymentId, receiptSentAt: null }, data: { receiptSentAt: ctx.clock.now() },
  })
  if (count === 0) return
  const payment = await db.payment.findUniqueOrThrow({
    where: { clientId_id: { clientId, id: about.paymentId } },
    select: { amountMinor: true, currency: true, settledAt: true, invoice: { select: { number: true, locale: true, subscription: { select: { planVersion: { select: { name: true } } } } } } },
  })
  const to = await billingRecipient(ctx)
  if (!to) return
  const { number, subscription } = payment.invoice
  const locale = isLocale(payment.invoice.locale) ? payment.invoice.locale : 'en'
  const planName = subscription ? LocalizedTextView.parse(subscription.planVersion.name)[locale] : (number ?? '')
  await queueMail(ctx, {
    template: 'receipt', to, locale,
    params: {
      planName, amount: formatMoney(money(payment.amountMinor, payment.currency)), invoiceNumber: number ?? about.invoiceId,
      paidAt: (payment.settledAt ?? ctx.clock.now()).toISOString(),
    },
    path: routes.invoice(about.invoiceId),
    attachments: [{ kind: 'invoice', id: about.invoiceId }, { kind: 'receipt', id: about.paymentId }],
  })
}
