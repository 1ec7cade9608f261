import { z } from 'zod'
import type { Prisma } from '@/lib/db/generated/client'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { balanceOf } from './settled'
import { paymentFields, paymentView } from '../payment-row'
import { PartyView, type InvoiceDetailView, type InvoiceView, type QuoteLineView, type TimelineEntryView } from '../view'

export const invoiceFields = {
  id: true, number: true, subscriptionId: true, reason: true, documentStatus: true, paymentStatus: true, mode: true, currency: true,
  subtotalMinor: true, taxMinor: true, totalMinor: true, paidMinor: true, discountMinor: true, walletMinor: true, creditedMinor: true,
  creditAppliedMinor: true, writtenOffMinor: true, disputedAt: true, draftUntil: true, memo: true, periodStart: true, periodEnd: true, issuedAt: true, dueAt: true,
  paidAt: true, createdAt: true,
} as const satisfies Prisma.InvoiceSelect

export const invoiceDetailFields = {
  ...invoiceFields,
  seller: true, buyer: true, tax: true, locale: true, timeZone: true, updatedAt: true,
  lines: {
    orderBy: { position: 'asc' },
    select: { id: true, kind: true, description: true, quantity: true, unitMinor: true, amountMinor: true, discountMinor: true, creditedMinor: true, taxPpm: true, periodStart: true, periodEnd: true },
  },
  creditNotes: { select: { number: true, issuedAt: true } },
  payments: { orderBy: { id: 'desc' }, select: paymentFields },
} as const satisfies Prisma.InvoiceSelect

type InvoiceRow = Prisma.InvoiceGetPayload<{ select: typeof invoiceFields }>
type InvoiceDetailRow = Prisma.InvoiceGetPayload<{ select: typeof invoiceDetailFields }>

/** Amounts in JSON columns are decimal text, because JSON numbers are not exact. */
const StoredTax = z.array(z.object({
  name: LocalizedTextView, ratePpm: z.int(), isInclusive: z.boolean(), baseMinor: z.coerce.bigint(), amountMinor: z.coerce.bigint(),
}))

export function invoiceView(row: InvoiceRow, now: Date): InvoiceView {
  const balanceMinor = balanceOf(row)
  const { disputedAt, ...rest } = row
  return {
    ...rest,
    isDisputed: disputedAt !== null,
    documentStatus: row.documentStatus as InvoiceView['documentStatus'], // these three are held to their lists by CHECKs
    paymentStatus: row.paymentStatus as InvoiceView['paymentStatus'],
    mode: row.mode as InvoiceView['mode'],
    balanceMinor,
    isOverdue: balanceMinor > 0n && row.dueAt !== null && row.dueAt < now,
  }
}

/** Everything that happened to it, newest first. */
function timelineOf(row: InvoiceDetailRow): TimelineEntryView[] {
  const own: TimelineEntryView[] = []
  if (row.issuedAt) own.push({ at: row.issuedAt, kind: 'issued', provider: null, detail: row.number })
  if (row.paidAt) own.push({ at: row.paidAt, kind: 'paid', provider: null, detail: null })
  if (row.documentStatus === 'void') own.push({ at: row.updatedAt, kind: 'void', provider: null, detail: null })
  if (row.writtenOffMinor > 0n) own.push({ at: row.updatedAt, kind: 'written_off', provider: null, detail: null })
  for (const { number, issuedAt } of row.creditNotes) own.push({ at: issuedAt, kind: 'credited', provider: null, detail: number })
  const tries = row.payments.flatMap((payment): TimelineEntryView[] => [
    { at: payment.createdAt, kind: 'payment_started', provider: payment.provider, detail: null },
    ...(payment.state === 'created' ? [] : [{ at: payment.updatedAt, kind: `payment_${payment.state}`, provider: payment.provider, detail: payment.failureCode }]),
  ])
  return [...own, ...tries].sort((a, b) => b.at.getTime() - a.at.getTime())
}

export function invoiceDetailView(row: InvoiceDetailRow, now: Date): InvoiceDetailView {
  const { seller, buyer, tax, lines, payments, creditNotes: _notes, locale, timeZone, updatedAt: _updatedAt, ...own } = row
  return {
    ...invoiceView(own, now),
    seller: PartyView.parse(seller),
    buyer: PartyView.parse(buyer),
    tax: StoredTax.parse(tax),
    lines: lines.map((line) => ({ ...line, kind: line.kind as QuoteLineView['kind'], description: LocalizedTextView.parse(line.description) })),
    payments: payments.map(paymentView),
    timeline: timelineOf(row),
    locale: locale === 'ar' ? 'ar' : 'en',
    timeZone,
  }
}
