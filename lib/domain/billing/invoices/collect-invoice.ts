import { z } from 'zod'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { debitWalletUpTo } from '@/lib/domain/ledger'
import { money } from '@/lib/kernel/money'
import { chargeSaved, type SavedCharge } from '../methods/charge-saved'
import { lockInvoice } from './lock-invoice'
import { addPaid } from './pay-from'
import { balanceOf } from './settled'
import { minimumChargeMinor } from './minimum-charge'

export type Collected = SavedCharge | { outcome: 'paid_from_wallet' | 'below_minimum' }

const CollectInput = z.object({ invoiceId: z.string() })

/**
 * Pays an open invoice from the wallet as far as credit from credit notes, refunds and surpluses reaches. Bought and promotional
 * credit is for usage. Credit that comes later is taken by the next try.
 */
export const payFromWallet = command('billing.payFromWallet', CollectInput, async (ctx, { invoiceId }): Promise<{ balanceMinor: bigint; currency: string }> => {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const invoice = await lockInvoice(db, clientId, invoiceId)
  const owed = balanceOf(invoice)
  const { currency } = invoice
  const wanted = invoice.reason === 'top_up' ? 0n : owed
  const before = await db.ledgerTransaction.count({ where: { clientId, sourceKind: 'wallet_payment', sourceId: { startsWith: invoiceId } } })
  let taken = 0n
  if (wanted > 0n) {
    const amount = await debitWalletUpTo(db, clock, {
      clientId, atMost: money(wanted, currency), mode: invoice.mode, sourceKind: 'wallet_payment', sourceId: before === 0 ? invoiceId : `${invoiceId}:${before + 1}`,
      description: `Invoice ${invoice.number ?? invoiceId} from the wallet`, to: { clientId, kind: 'receivable' },
      kinds: ['credit', 'surplus'],
    })
    taken = amount.minor
    if (taken > 0n) await addPaid(ctx, invoiceId, { minor: taken, fromWallet: true })
  }
  await ctx.record(invoiceId, { takenMinor: taken, currency })
  return { balanceMinor: owed - taken, currency }
})

/**
 * Collects an open invoice without the customer: wallet credit first, then the default saved method. What is left below the least
 * amount that providers take stays open and is paid from the wallet or by hand. Safe to repeat; with `askedAt`, a method that was tried
 * since then is not tried again.
 */
export async function collectInvoice(ctx: ClientCtx, invoiceId: string, askedAt?: Date): Promise<Collected> {
  const { balanceMinor, currency } = await payFromWallet({ ...ctx, actor: { kind: 'system', job: 'invoice.collect' } }, { invoiceId })
  if (balanceMinor === 0n) return { outcome: 'paid_from_wallet' }
  if (balanceMinor < minimumChargeMinor(currency)) return { outcome: 'below_minimum' }
  return chargeSaved({ ...ctx, actor: { kind: 'system', job: 'invoice.collect' } }, invoiceId, askedAt)
}
