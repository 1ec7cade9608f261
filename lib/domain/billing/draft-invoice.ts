import type { Db } from '@/lib/db/transaction'
import { toJson } from '@/lib/domain/events/record'
import { postTransaction } from '@/lib/domain/ledger'
import { DomainError } from '@/lib/kernel/error'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import type { Buyer } from './buyer'
import type { Quote } from './quote'
import type { PartyView } from './view'

export type DraftedInvoice = { id: string; clientId: string; legalEntityId: string; totalMinor: bigint; currency: string }

type Draft = { clientId: string; subscriptionId: string; reason: 'subscription_create' | 'subscription_cycle'; quote: Quote; buyer: Buyer }

async function sellerOf(db: Db): Promise<{ id: string; party: PartyView }> {
  const row = await db.legalEntity.findFirst({ orderBy: { id: 'asc' }, select: { id: true, name: true, address: true, country: true, taxId: true } })
  if (!row) throw new DomainError('not_configured', { internal: 'no legal entity' })
  return { id: row.id, party: { name: row.name, address: row.address.split('\n'), country: row.country, taxId: row.taxId, email: null } }
}

/**
 * Writes the invoice as a draft with its lines, and books it: receivable against deferred revenue and tax. Buyer, seller and tax
 * are kept as they are now. Unique per (subscription, period, reason). It gets its number last, by `finaliseInvoice`.
 */
export async function draftInvoice(db: Db, clock: Clock, draft: Draft): Promise<DraftedInvoice> {
  const { clientId, subscriptionId, reason, quote, buyer } = draft
  const { currency, subtotalMinor, taxMinor, totalMinor, period } = quote
  const now = clock.now()
  const id = newId('inv', now)
  const seller = await sellerOf(db)
  await db.invoice.create({
    select: { id: true },
    data: {
      id, clientId, subscriptionId, legalEntityId: seller.id, reason, documentStatus: 'draft', paymentStatus: 'unpaid', mode: buyer.mode,
      currency, subtotalMinor, taxMinor, totalMinor, periodStart: period.startsAt, periodEnd: period.endsAt,
      seller: toJson(seller.party), buyer: toJson(buyer.party), tax: toJson(quote.tax),
      locale: buyer.locale, timeZone: buyer.timeZone, createdAt: now, updatedAt: now,
    },
  })
  await db.invoiceLine.createMany({
    data: quote.lines.map((line, position) => ({ ...line, id: newId('lin', now), invoiceId: id, clientId, position })),
  })
  await postTransaction(db, clock, {
    sourceKind: 'invoice', sourceId: id, clientId, mode: buyer.mode, description: `Invoice ${id}`,
    entries: [
      { account: { clientId, kind: 'receivable' }, amount: money(totalMinor, currency) },
      { account: { clientId: null, kind: 'deferred_revenue' }, amount: money(-subtotalMinor, currency) },
      { account: { clientId: null, kind: 'tax_payable' }, amount: money(-taxMinor, currency) },
    ],
  })
  return { id, clientId, legalEntityId: seller.id, totalMinor, currency }
}
