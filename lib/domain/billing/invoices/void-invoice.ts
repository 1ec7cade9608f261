import type { Db } from '@/lib/db/transaction'
import type { ClientRun } from '@/lib/domain/context'
import { reverseTransaction } from '@/lib/domain/ledger'
import { DomainError } from '@/lib/kernel/error'
import { dropCase } from '../dunning/close-case'
import { uncountDiscounts } from '../coupons/count-discounts'
import { cancelWaitingAttempts } from './cancel-attempts'
import { lockInvoice } from './lock-invoice'
import { releaseUsage } from './usage/claim'

type Running = Pick<ClientRun, 'clientId' | 'clock' | 'enqueue'> & { db: Db }

/** Whether an invoice may be made void: nothing was paid, credited or written off on it, and it gave no credit away. */
export const isVoidable = (invoice: { documentStatus: string; paidMinor: bigint; creditedMinor: bigint; writtenOffMinor: bigint; paymentStatus: string; carryMinor: bigint }): boolean =>
  invoice.documentStatus === 'open' && invoice.paymentStatus === 'unpaid' && invoice.paidMinor === 0n && invoice.creditedMinor === 0n &&
  invoice.writtenOffMinor === 0n && invoice.carryMinor === 0n

/**
 * Voids an unpaid invoice: it keeps its number, its booking is reversed, attempts that wait for the customer are given up, and its
 * usage goes back to its period. Nothing happens to one that is already void.
 * @throws DomainError invalid_state when anything was paid or credited, or money is under way
 */
export async function voidInvoice(ctx: Running, invoiceId: string): Promise<void> {
  const { db, clientId, clock } = ctx
  const invoice = await lockInvoice(db, clientId, invoiceId)
  if (invoice.documentStatus === 'void') return
  if (!isVoidable(invoice)) throw new DomainError('invalid_state', { internal: 'only an unpaid invoice can be made void' })
  if (await cancelWaitingAttempts(ctx, invoiceId)) throw new DomainError('invalid_state', { field: 'planCode', fields: { planCode: { code: 'paymentInProgress' } } })
  await db.invoice.update({ where: { clientId_id: { clientId, id: invoiceId } }, data: { documentStatus: 'void', updatedAt: clock.now() }, select: { id: true } })
  await dropCase(ctx, invoiceId)
  await uncountDiscounts(db, clientId, invoiceId)
  await releaseUsage(db, clientId, invoiceId)
  await reverseTransaction(db, clock, { sourceKind: 'invoice', sourceId: invoiceId, clientId, description: `Void of invoice ${invoiceId}` })
}
