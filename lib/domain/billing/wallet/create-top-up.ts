import type { ClientRun } from '@/lib/domain/context'
import { openWallet } from '@/lib/domain/ledger'
import { hours } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { draftInvoice } from '../invoices/draft-invoice'
import { finaliseInvoice } from '../invoices/finalise-invoice'
import type { TopUpQuote } from './top-up-quote'

/** An unpaid top-up is given up after a day: it is a wish, not a debt. */
export const topUpLifeMs = hours(24)

export type CreatedTopUp = { id: string; invoiceId: string; totalMinor: bigint; currency: string; mode: string }

/**
 * The invoice of a top-up and the promise that its net amount becomes credit. `between` does what belongs to it before the invoice takes
 * its number, which is the last thing the transaction does.
 */
export async function createTopUp(
  ctx: ClientRun, quote: TopUpQuote, isAutomatic: boolean, between: (made: CreatedTopUp) => Promise<void> = async () => undefined,
): Promise<CreatedTopUp> {
  const { db, clock, clientId } = ctx
  const { priced, buyer, creditMinor } = quote
  const now = clock.now()
  await openWallet(db, clock, clientId, priced.currency)
  const { id: walletId } = await db.wallet.findUniqueOrThrow({ where: { clientId }, select: { id: true } })
  const invoice = await draftInvoice(db, clock, { clientId, subscriptionId: null, reason: 'top_up', priced, period: null, buyer })
  const made = { id: newId('top', now), invoiceId: invoice.id, totalMinor: priced.totalMinor, currency: priced.currency, mode: buyer.mode }
  await db.walletTopUp.create({
    select: { id: true },
    data: { id: made.id, clientId, walletId, invoiceId: invoice.id, amountMinor: creditMinor, currency: priced.currency, isAutomatic, state: 'pending', createdAt: now },
  })
  await between(made)
  await finaliseInvoice(db, clock, { ...invoice, dueInMs: topUpLifeMs })
  return made
}
