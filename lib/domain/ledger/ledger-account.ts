import type { Db } from '@/lib/db/transaction'

/**
 * The chart of accounts. Debit-natured: receivable, clearing_*, refunds, promotions, write_offs. Credit-natured: wallet (what we owe the
 * client in service), deferred_revenue (paid, not yet earned), revenue, tax_payable, breakage (credit that expired unused).
 * Either way: rate_gain_loss (currency and crypto rates), adjustments (staff corrections of wallets).
 */
export type LedgerAccountKind =
  | 'receivable' | 'wallet' | 'deferred_revenue' | 'revenue' | 'tax_payable' | `clearing_${string}`
  | 'refunds' | 'breakage' | 'rate_gain_loss' | 'promotions' | 'adjustments' | 'write_offs'

/** `clientId` null = the platform's own account of that kind. */
export type LedgerAccountRef = { clientId: string | null; kind: LedgerAccountKind; currency: string; mode: string }

async function find(db: Db, ref: LedgerAccountRef): Promise<string | undefined> {
  const row = await db.ledgerAccount.findFirst({ where: ref, select: { id: true } })
  return row?.id
}

/** The sum of the account's entries (debits positive); zero when it was never used. */
export async function ledgerBalance(db: Db, ref: LedgerAccountRef): Promise<bigint> {
  const accountId = await find(db, ref)
  if (!accountId) return 0n
  const { _sum } = await db.ledgerEntry.aggregate({ where: { accountId }, _sum: { amountMinor: true } })
  return _sum.amountMinor ?? 0n
}
