import type { LocalizedText } from '@/lib/i18n/locale'
import { invalidField } from '@/lib/kernel/error'
import { allocate, divideHalfEven, formatMoney, money } from '@/lib/kernel/money'

export type CreditableLine = { id: string; description: LocalizedText; taxPpm: number; netMinor: bigint; creditedMinor: bigint }

/** An invoice as a credit note sees it. Amounts of lines are before tax, all others include it. */
export type Creditable = {
  currency: string
  totalMinor: bigint
  taxMinor: bigint
  creditedMinor: bigint
  /** The tax in the credit notes so far. */
  creditedTaxMinor: bigint
  writtenOffMinor: bigint
  balanceMinor: bigint
  /** What can still go back through the providers it was paid with. */
  refundableMinor: bigint
  lines: readonly CreditableLine[]
}

export type CreditWish =
  | { kind: 'full' }
  /** An amount with tax, spread over the lines. */
  | { kind: 'amount'; totalMinor: bigint }
  /** Amounts before tax, line by line. */
  | { kind: 'lines'; lines: readonly { id: string; amountMinor: bigint }[] }

export type CreditPlan = {
  lines: { invoiceLineId: string; description: LocalizedText; taxPpm: number; amountMinor: bigint }[]
  subtotalMinor: bigint
  taxMinor: bigint
  totalMinor: bigint
  appliedMinor: bigint
  walletMinor: bigint
  refundMinor: bigint
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n)
const leftOf = ({ netMinor, creditedMinor }: CreditableLine): bigint => netMinor - creditedMinor

/** What can still be credited of an invoice, with tax. What was written off is gone already. */
export const creditableMinor = (invoice: Creditable): bigint => invoice.totalMinor - invoice.creditedMinor - invoice.writtenOffMinor

type Parts = { amounts: bigint[]; taxMinor: bigint }

function fullParts(invoice: Creditable): Parts {
  return { amounts: invoice.lines.map(leftOf), taxMinor: invoice.taxMinor - invoice.creditedTaxMinor }
}

/** The tax in an amount is its share of the tax that is left, so that the last note of an invoice closes it to the unit. */
function amountParts(invoice: Creditable, totalMinor: bigint): Parts {
  const left = invoice.totalMinor - invoice.creditedMinor
  if (totalMinor === left) return fullParts(invoice)
  const taxMinor = divideHalfEven(totalMinor * (invoice.taxMinor - invoice.creditedTaxMinor), left)
  const weights = invoice.lines.map((line) => (leftOf(line) > 0n ? leftOf(line) : 0n))
  return { amounts: allocate(money(totalMinor - taxMinor, invoice.currency), weights).map(({ minor }) => minor), taxMinor }
}

function lineParts(invoice: Creditable, wanted: readonly { id: string; amountMinor: bigint }[]): Parts {
  const amounts = invoice.lines.map((line) => sum(wanted.filter(({ id }) => id === line.id).map(({ amountMinor }) => amountMinor)))
  const known = new Set(invoice.lines.map(({ id }) => id))
  const isWrong = wanted.some(({ id, amountMinor }) => !known.has(id) || amountMinor < 0n) || invoice.lines.some((line, at) => (amounts[at] ?? 0n) > 0n && (amounts[at] ?? 0n) > leftOf(line))
  if (isWrong) throw invalidField('lines', 'creditAboveLine')
  const subtotalLeft = sum(invoice.lines.map(leftOf))
  const taxLeft = invoice.taxMinor - invoice.creditedTaxMinor
  if (sum(amounts) === subtotalLeft) return { amounts, taxMinor: taxLeft }
  const taxable = (of: readonly bigint[]): bigint => sum(of.filter((_amount, at) => (invoice.lines[at]?.taxPpm ?? 0) > 0))
  const base = taxable(invoice.lines.map(leftOf))
  const tax = base > 0n ? divideHalfEven(taxable(amounts) * taxLeft, base) : 0n
  return { amounts, taxMinor: tax < taxLeft ? tax : taxLeft }
}

function partsOf(invoice: Creditable, wish: CreditWish): Parts {
  if (wish.kind === 'full') return fullParts(invoice)
  if (wish.kind === 'lines') return lineParts(invoice, wish.lines)
  if (wish.totalMinor <= 0n || wish.totalMinor > creditableMinor(invoice)) {
    throw invalidField('amountMinor', 'creditAboveInvoice', { max: formatMoney(money(creditableMinor(invoice), invoice.currency)) })
  }
  return amountParts(invoice, wish.totalMinor)
}

/**
 * What a credit note over `wish` holds and where its money goes: first it reduces what is owed; the rest was paid, and goes back
 * through the provider as far as it came from there, or into the wallet. All notes of an invoice together are never more than it,
 * and the one that credits the rest closes it exactly, tax included.
 * @throws DomainError invalid_input when it asks for more than is left, or for nothing
 */
export function planCredit(invoice: Creditable, wish: CreditWish, destination: 'refund' | 'wallet'): CreditPlan {
  const { amounts, taxMinor } = partsOf(invoice, wish)
  const subtotalMinor = sum(amounts)
  const totalMinor = subtotalMinor + taxMinor
  if (totalMinor <= 0n || subtotalMinor < 0n) throw invalidField(wish.kind === 'lines' ? 'lines' : 'amountMinor', 'nothingToCredit')
  if (totalMinor > creditableMinor(invoice)) {
    throw invalidField(wish.kind === 'lines' ? 'lines' : 'amountMinor', 'creditAboveInvoice', { max: formatMoney(money(creditableMinor(invoice), invoice.currency)) })
  }
  const appliedMinor = totalMinor < invoice.balanceMinor ? totalMinor : invoice.balanceMinor
  const rest = totalMinor - appliedMinor
  const refundMinor = destination === 'wallet' ? 0n : rest < invoice.refundableMinor ? rest : invoice.refundableMinor
  const lines = invoice.lines.flatMap(({ id, description, taxPpm }, at) => {
    const amountMinor = amounts[at] ?? 0n
    return amountMinor === 0n ? [] : [{ invoiceLineId: id, description, taxPpm, amountMinor }]
  })
  return { lines, subtotalMinor, taxMinor, totalMinor, appliedMinor, refundMinor, walletMinor: rest - refundMinor }
}
