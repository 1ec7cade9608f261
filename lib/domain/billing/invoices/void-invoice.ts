import type { Db } from '@/lib/db/transaction'
import type { ClientRun } from '@/lib/domain/context'
import { reverseTransaction } from '@/lib/domain/ledger'
import { DomainError } from '@/lib/kernel/error'
import type { AttemptState } from '@/lib/providers/payments/types'
import { isMoneyUnderWay } from '../attempt-state'
import { uncountDiscounts } from '../coupons/count-discounts'
import { lockInvoice } from './lock-invoice'
import { releaseUsage } from './usage/claim'

type Running = Pick<ClientRun, 'clientId' | 'clock' | 'enqueue'> & { db: Db }

/**
 * Voids an unpaid invoice: it keeps its number, its booking is reversed, and attempts that wait for the customer are given up.
 * Nothing happens to one that is already void.
 * @throws DomainError invalid_state when it is (partly) paid or money is under way
 */
export async function voidInvoice(ctx: Running, invoiceId: string): Promise<void> {
  const { db, clientId, clock } = ctx
  const invoice = await lockInvoice(db, clientId, invoiceId)
  if (invoice.documentStatus === 'void') return
  if (invoice.paidMinor > 0n || invoice.paymentStatus === 'paid') throw new DomainError('invalid_state', { internal: 'a paid invoice cannot be voided' })
  const now = clock.now()
  const open = await db.payment.findMany({
    where: { clientId, invoiceId, state: { in: ['created', 'awaiting_customer', 'processing', 'unknown'] } },
    select: { id: true, state: true },
  })
  if (open.some(({ state }) => isMoneyUnderWay(state as AttemptState))) {
    throw new DomainError('invalid_state', { field: 'planCode', fields: { planCode: { code: 'paymentInProgress' } } })
  }
  for (const { id } of open) {
    await db.payment.update({ where: { clientId_id: { clientId, id } }, data: { state: 'canceled', updatedAt: now }, select: { id: true } })
    await ctx.enqueue('payment.cancel', { paymentId: id })
  }
  await db.invoice.update({ where: { clientId_id: { clientId, id: invoiceId } }, data: { documentStatus: 'void', updatedAt: now }, select: { id: true } })
  await uncountDiscounts(db, clientId, invoiceId)
  await releaseUsage(db, clientId, invoiceId)
  await reverseTransaction(db, clock, { sourceKind: 'invoice', sourceId: invoiceId, clientId, description: `Void of invoice ${invoiceId}` })
}
