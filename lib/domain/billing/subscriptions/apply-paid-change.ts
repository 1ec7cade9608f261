import { creditWallet } from '@/lib/domain/ledger'
import type { ClientRun } from '@/lib/domain/context'
import { money } from '@/lib/kernel/money'
import { applyChange } from './apply-change'

type Paid = { id: string; currency: string; mode: string }

/**
 * A change is paid: it is applied. Where the subscription has moved on while the money was under way, nothing is applied and
 * everything that was paid becomes credit, so that nobody pays for what they do not get.
 */
export async function applyPaidChange(ctx: ClientRun, invoice: Paid): Promise<void> {
  const { db, clock, clientId } = ctx
  const change = await db.subscriptionChange.findFirst({ where: { invoiceId: invoice.id, clientId }, select: { id: true } })
  if (!change || (await applyChange(ctx, change.id)) !== 'credited') return
  const { taxMinor, totalMinor } = await db.invoice.findUniqueOrThrow({
    where: { clientId_id: { clientId, id: invoice.id } }, select: { taxMinor: true, totalMinor: true },
  })
  const source = { clientId, mode: invoice.mode, sourceId: invoice.id, description: `Change that came too late, invoice ${invoice.id}` }
  const parts = [
    { sourceKind: 'late_change', minor: totalMinor - taxMinor, kind: 'deferred_revenue' as const },
    { sourceKind: 'late_change_tax', minor: taxMinor, kind: 'tax_payable' as const },
  ]
  for (const { sourceKind, minor, kind } of parts) {
    if (minor > 0n) await creditWallet(db, clock, { ...source, sourceKind, amount: money(minor, invoice.currency), from: { clientId: null, kind } })
  }
}
