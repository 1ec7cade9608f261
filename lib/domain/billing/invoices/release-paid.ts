import type { ClientRun } from '@/lib/domain/context'
import { creditWallet } from '@/lib/domain/ledger'
import { money } from '@/lib/kernel/money'
import { isMoneyUnderWay } from '../attempt-state'
import type { AttemptState } from '@/lib/providers/payments/types'
import { lockInvoice } from './lock-invoice'

type Running = Pick<ClientRun, 'db' | 'clientId' | 'clock'>

/** Whether money may be under way for an invoice: nobody gives it up meanwhile. */
export async function isUnderWay({ db, clientId }: Pick<Running, 'db' | 'clientId'>, invoiceId: string): Promise<boolean> {
  const payments = await db.payment.findMany({ where: { clientId, invoiceId }, select: { state: true } })
  return payments.some(({ state }) => isMoneyUnderWay(state as AttemptState))
}

/**
 * What was paid on an invoice that is given up before it was paid whole becomes the client's credit: coins come in parts. Money as surplus,
 * which can be asked back in coins; what came from the wallet as the credit that it was. Nothing happens to an invoice without money.
 */
export async function releasePaid({ db, clientId, clock }: Running, invoiceId: string): Promise<void> {
  const { documentStatus, paymentStatus, paidMinor, walletMinor, currency, mode } = await lockInvoice(db, clientId, invoiceId)
  if (documentStatus !== 'open' || paymentStatus !== 'partially_paid' || paidMinor === 0n) return
  const credit = { clientId, mode, sourceId: invoiceId, description: `What was paid of invoice ${invoiceId}, which was given up`, from: { clientId, kind: 'receivable' as const } }
  if (paidMinor > walletMinor) await creditWallet(db, clock, { ...credit, sourceKind: 'invoice_released', amount: money(paidMinor - walletMinor, currency) })
  if (walletMinor > 0n) await creditWallet(db, clock, { ...credit, sourceKind: 'invoice_released_wallet', amount: money(walletMinor, currency), grant: { kind: 'credit' } })
  await db.invoice.update({
    where: { clientId_id: { clientId, id: invoiceId } }, data: { paidMinor: 0n, walletMinor: 0n, paymentStatus: 'unpaid', updatedAt: clock.now() }, select: { id: true },
  })
  await db.$executeRaw`
    UPDATE "CoinArrival" a SET "surplusMinor" = a."valueMinor" FROM "CoinAddress" d JOIN "Payment" p ON p."id" = d."paymentId"
     WHERE a."addressId" = d."id" AND p."invoiceId" = ${invoiceId} AND a."clientId" = ${clientId} AND a."bookedAt" IS NOT NULL AND a."reversedAt" IS NULL`
}
