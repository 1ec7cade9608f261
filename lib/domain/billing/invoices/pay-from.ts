import type { ClientRun } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'
import { lockInvoice } from './lock-invoice'
import { invoicePaid } from './on-paid'
import { balanceOf, paymentStatusOf } from './settled'

/**
 * Puts money on a locked, open invoice: one guarded statement, so that it never takes more than is owed. What a settled invoice
 * causes happens with it.
 * @returns whether nothing is left to pay
 */
export async function addPaid(ctx: ClientRun, invoiceId: string, { minor, fromWallet = false }: { minor: bigint; fromWallet?: boolean }): Promise<boolean> {
  const { db, clientId, clock } = ctx
  const count = await db.$executeRaw`
    UPDATE "Invoice" SET "paidMinor" = "paidMinor" + ${minor}, "walletMinor" = "walletMinor" + ${fromWallet ? minor : 0n}
    WHERE "id" = ${invoiceId} AND "clientId" = ${clientId} AND "documentStatus" = 'open'
      AND "paidMinor" + "creditAppliedMinor" + "writtenOffMinor" + ${minor} <= "totalMinor"`
  if (count === 0) throw new DomainError('invalid_state', { internal: `invoice ${invoiceId} does not owe this` })
  return settleStatus({ ...ctx, clock }, invoiceId)
}

/** Brings the payment status in line with the amounts, and lets a settled invoice do what it causes. */
export async function settleStatus(ctx: ClientRun, invoiceId: string): Promise<boolean> {
  const { db, clientId, clock } = ctx
  const invoice = await lockInvoice(db, clientId, invoiceId)
  const paymentStatus = paymentStatusOf(invoice)
  const isSettled = balanceOf(invoice) === 0n
  const now = clock.now()
  await db.invoice.update({
    where: { clientId_id: { clientId, id: invoiceId } },
    data: { paymentStatus, paidAt: paymentStatus === 'paid' ? now : null, updatedAt: now }, select: { id: true },
  })
  if (isSettled && paymentStatus === 'paid') await invoicePaid(ctx, invoice)
  return isSettled
}
