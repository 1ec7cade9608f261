import type { Db } from '@/lib/db/transaction'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { notFound } from '@/lib/kernel/error'
import { balanceOf, settledFields } from '../settled'
import type { Creditable } from './plan-credit'

const creditableFields = {
  id: true, clientId: true, number: true, legalEntityId: true, mode: true, currency: true, locale: true, timeZone: true, seller: true, buyer: true, tax: true,
  taxMinor: true, creditedMinor: true, walletMinor: true, carryMinor: true, paymentStatus: true, reason: true, ...settledFields,
  lines: { orderBy: { position: 'asc' }, select: { id: true, kind: true, description: true, taxPpm: true, amountMinor: true, discountMinor: true, creditedMinor: true } },
  payments: { where: { state: 'succeeded', provider: { not: 'manual' } }, orderBy: { id: 'desc' }, select: { id: true, amountMinor: true, refundedMinor: true, provider: true, mode: true, externalId: true } },
  creditNotes: { select: { taxMinor: true, refundMinor: true } },
} as const

export type CreditableRow = Awaited<ReturnType<typeof readCreditable>>

/** An invoice with all that a credit note is planned from. @throws DomainError not_found */
export async function readCreditable(db: Db, clientId: string, id: string) {
  const row = await db.invoice.findUnique({ where: { clientId_id: { clientId, id } }, select: creditableFields })
  if (!row) throw notFound('invoice')
  return row
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n)
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

export function creditableOf(row: CreditableRow): Creditable {
  const paidByProviders = row.paidMinor - row.walletMinor
  const stillThere = sum(row.payments.map(({ amountMinor, refundedMinor }) => amountMinor - refundedMinor))
  const refundable = least(paidByProviders - sum(row.creditNotes.map(({ refundMinor }) => refundMinor)), stillThere)
  return {
    currency: row.currency, totalMinor: row.totalMinor, taxMinor: row.taxMinor, creditedMinor: row.creditedMinor, writtenOffMinor: row.writtenOffMinor,
    creditedTaxMinor: sum(row.creditNotes.map(({ taxMinor }) => taxMinor)), balanceMinor: balanceOf(row), refundableMinor: refundable > 0n ? refundable : 0n,
    lines: row.lines.map(({ id, description, taxPpm, amountMinor, discountMinor, creditedMinor }) => ({
      id, description: LocalizedTextView.parse(description), taxPpm, netMinor: amountMinor - discountMinor, creditedMinor,
    })),
  }
}
