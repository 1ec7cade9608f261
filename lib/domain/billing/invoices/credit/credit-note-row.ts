import { z } from 'zod'
import type { Prisma } from '@/lib/db/generated/client'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { PartyView, type CreditNoteRowView, type CreditNoteView } from '../../view'
import type { CreditReason } from './reasons'

export const creditNoteFields = {
  id: true, number: true, invoiceId: true, reason: true, memo: true, mode: true, currency: true, subtotalMinor: true, taxMinor: true, totalMinor: true,
  appliedMinor: true, walletMinor: true, refundMinor: true, issuedAt: true, invoice: { select: { number: true } },
} as const satisfies Prisma.CreditNoteSelect

export const creditNoteDetailFields = {
  ...creditNoteFields,
  seller: true, buyer: true, tax: true, locale: true, timeZone: true,
  lines: { orderBy: { position: 'asc' }, select: { description: true, amountMinor: true, taxPpm: true } },
} as const satisfies Prisma.CreditNoteSelect

type Row = Prisma.CreditNoteGetPayload<{ select: typeof creditNoteFields }>
type DetailRow = Prisma.CreditNoteGetPayload<{ select: typeof creditNoteDetailFields }>

const TaxNames = z.array(z.object({ name: LocalizedTextView, ratePpm: z.int() }))

export function creditNoteRowView({ invoice, ...row }: Row): CreditNoteRowView {
  return { ...row, invoiceNumber: invoice.number, reason: row.reason as CreditReason, mode: row.mode === 'live' ? 'live' : 'test' } // held to its list by a CHECK
}

export function creditNoteView({ seller, buyer, tax, lines, locale, timeZone, ...row }: DetailRow): CreditNoteView {
  return {
    ...creditNoteRowView(row), seller: PartyView.parse(seller), buyer: PartyView.parse(buyer), taxNames: TaxNames.parse(tax),
    lines: lines.map(({ description, ...line }) => ({ ...line, description: LocalizedTextView.parse(description) })),
    locale: locale === 'ar' ? 'ar' : 'en', timeZone,
  }
}
