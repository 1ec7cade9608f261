import type { Db } from '@/lib/db/transaction'
import { creditWallet, postTransaction, type LedgerAccountKind } from '@/lib/domain/ledger'
import type { Clock } from '@/lib/kernel/clock'
import { money } from '@/lib/kernel/money'

/** Where the income of a line belongs until its time has passed: paid in advance, or earned already. */
const incomeOf = (kind: string): Extract<LedgerAccountKind, 'deferred_revenue' | 'revenue'> =>
  ['usage', 'commitment', 'adjustment', 'manual', 'carried'].includes(kind) ? 'revenue' : 'deferred_revenue'

const sumOf = (lines: readonly { amountMinor: bigint }[]): bigint => lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)

export type IncomeLine = { kind: string; amountMinor: bigint }

/** What an invoice's lines, net of discounts, put on each income account. */
export function incomeByAccount(lines: readonly IncomeLine[]): { kind: 'deferred_revenue' | 'revenue'; minor: bigint }[] {
  return (['deferred_revenue', 'revenue'] as const).map((kind) => ({
    kind, minor: sumOf(lines.filter((line) => incomeOf(line.kind) === kind)),
  }))
}

/** The amounts of an invoice that are booked, with its lines before discounts. */
export type Booking = Record<'totalMinor' | 'taxMinor' | 'carryMinor' | 'carryTaxMinor', bigint> & {
  mode: string
  currency: string
  lines: readonly (IncomeLine & { discountMinor: bigint })[]
}

const readBooking = (db: Db, clientId: string, id: string): Promise<Booking> => db.invoice.findUniqueOrThrow({
  where: { clientId_id: { clientId, id } },
  select: {
    mode: true, currency: true, totalMinor: true, taxMinor: true, carryMinor: true, carryTaxMinor: true,
    lines: { select: { kind: true, amountMinor: true, discountMinor: true } },
  },
})

/**
 * Books a draft as it becomes an invoice: receivable against income and tax. What its lines came to below zero becomes wallet
 * credit with it.
 */
export async function postInvoice(db: Db, clock: Clock, { id, clientId, booking }: { id: string; clientId: string; booking?: Booking }): Promise<void> {
  const invoice = booking ?? (await readBooking(db, clientId, id))
  const { mode, currency } = invoice
  const lines = invoice.lines.map(({ kind, amountMinor, discountMinor }) => ({ kind, amountMinor: amountMinor - discountMinor }))
  await postTransaction(db, clock, {
    sourceKind: 'invoice', sourceId: id, clientId, mode, description: `Invoice ${id}`,
    entries: [
      { account: { clientId, kind: 'receivable' }, amount: money(invoice.totalMinor, currency) },
      ...incomeByAccount(lines).map(({ kind, minor }) => ({ account: { clientId: null, kind }, amount: money(-minor, currency) })),
      { account: { clientId: null, kind: 'tax_payable' }, amount: money(-invoice.taxMinor, currency) },
    ],
  })
  const carry = { clientId, mode, description: `Credit of invoice ${id}` }
  const net: bigint = invoice.carryMinor - invoice.carryTaxMinor
  if (net > 0n) await creditWallet(db, clock, { ...carry, sourceKind: 'invoice_carry', sourceId: id, amount: money(net, currency), from: { clientId: null, kind: 'deferred_revenue' } })
  if (invoice.carryTaxMinor > 0n) {
    await creditWallet(db, clock, { ...carry, sourceKind: 'invoice_carry_tax', sourceId: id, amount: money(invoice.carryTaxMinor, currency), from: { clientId: null, kind: 'tax_payable' } })
  }
}
