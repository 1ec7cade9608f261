import { insertRows, type NewRows } from '@/lib/db/insert-rows'
import type { Db } from '@/lib/db/transaction'
import { toJson } from '@/lib/domain/events/record'
import type { Remember } from '@/lib/domain/remember'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { Buyer } from '../buyer'
import { countDiscounts } from '../coupons/count-discounts'
import { sellerOf } from '../seller'
import type { Totalled } from '../tax/priced'
import type { Booking } from './post-invoice'

export const invoiceReasons = ['subscription_create', 'subscription_cycle', 'subscription_change', 'usage', 'usage_threshold', 'top_up', 'manual'] as const
export type InvoiceReason = (typeof invoiceReasons)[number]

export type DraftedInvoice = {
  id: string
  clientId: string
  legalEntityId: string
  totalMinor: bigint
  currency: string
  /** What it will book; a draft that is not finalised by whoever made it has its amounts read again. */
  booking?: Booking
}

/** What a usage line keeps beside its amount: the exact cost, and how it came about. */
export type LineDetail = { exactPicos: bigint | null; detail: object | null }

export type InvoiceDraft = {
  clientId: string
  subscriptionId: string | null
  reason: InvoiceReason
  priced: Totalled
  period: { startsAt: Date; endsAt: Date } | null
  buyer: Buyer
  /** The draft waits until then for late usage; absent = its maker finalises it. */
  draftUntil?: Date | null
  memo?: string | null
  regeneratesId?: string | null
  /** By the position of the line. */
  details?: readonly (LineDetail | null)[]
}

/** The columns of an invoice that come from its lines; read again when a draft is priced again. */
const amountsOf = ({ discountMinor, subtotalMinor, taxMinor, totalMinor, carryMinor, carryTaxMinor, taxLines, discounts }: Totalled) => ({
  discountMinor, subtotalMinor, taxMinor, totalMinor, carryMinor, carryTaxMinor, tax: toJson(taxLines), discounts: toJson(discounts),
})

const lineRows = (invoice: { id: string; clientId: string }, priced: Totalled, details: InvoiceDraft['details'], now: Date) =>
  priced.lines.map((line, position) => {
    const detail = details?.[position]
    return {
      ...line, id: newId('lin', now), invoiceId: invoice.id, clientId: invoice.clientId, position,
      exactPicos: detail?.exactPicos ?? null, ...(detail?.detail ? { detail: toJson(detail.detail) } : {}),
    }
  })

/** A draft that is not written yet: its rows, and what it is once they are. Whoever writes them counts its coupons (`countDiscounts`). */
export async function prepareInvoice(db: Db, clock: Clock, draft: InvoiceDraft, remember?: Remember): Promise<{ rows: Pick<NewRows, 'Invoice' | 'InvoiceLine'>; invoice: Required<DraftedInvoice> }> {
  const { clientId, subscriptionId, reason, priced, buyer, period } = draft
  const now = clock.now()
  const id = newId('inv', now)
  const seller = await sellerOf(db, remember)
  const row = {
    id, clientId, subscriptionId, legalEntityId: seller.id, reason, documentStatus: 'draft', paymentStatus: 'unpaid', mode: buyer.mode,
    currency: priced.currency, ...amountsOf(priced), periodStart: period?.startsAt ?? null, periodEnd: period?.endsAt ?? null,
    draftUntil: draft.draftUntil ?? null, memo: draft.memo ?? null, regeneratesId: draft.regeneratesId ?? null,
    seller: toJson(seller.party), buyer: toJson(buyer.party), locale: buyer.locale, timeZone: buyer.timeZone, createdAt: now, updatedAt: now,
  }
  return {
    rows: { Invoice: [row], InvoiceLine: lineRows({ id, clientId }, priced, draft.details, now) },
    invoice: { id, clientId, legalEntityId: seller.id, totalMinor: priced.totalMinor, currency: priced.currency, booking: { ...priced, mode: buyer.mode } },
  }
}

/**
 * Writes the invoice as a draft with its lines. Buyer, seller and tax are kept as they are now. Unique per (subscription, period,
 * reason) among those that are not void. Nothing is booked yet: that, and its number, come with `finaliseInvoice`.
 */
export async function draftInvoice(db: Db, clock: Clock, draft: InvoiceDraft): Promise<Required<DraftedInvoice>> {
  const { rows, invoice } = await prepareInvoice(db, clock, draft)
  await insertRows(db, rows)
  await countDiscounts(db, clock, { clientId: draft.clientId, invoiceId: invoice.id, currency: draft.priced.currency }, draft.priced.discounts)
  return invoice
}

/** Gives a draft new lines, and its buyer as they are now. Its coupons have been given back (`uncountDiscounts`) before it was priced. */
export async function redraftInvoice(db: Db, clock: Clock, id: string, draft: Pick<InvoiceDraft, 'clientId' | 'priced' | 'details' | 'buyer'>): Promise<void> {
  const { clientId, priced, buyer } = draft
  const now = clock.now()
  await db.invoiceLine.deleteMany({ where: { clientId, invoiceId: id } })
  await db.invoiceLine.createMany({ data: lineRows({ id, clientId }, priced, draft.details, now) })
  await db.invoice.update({
    where: { clientId_id: { clientId, id }, documentStatus: 'draft' },
    data: { ...amountsOf(priced), buyer: toJson(buyer.party), locale: buyer.locale, timeZone: buyer.timeZone, updatedAt: now },
    select: { id: true },
  })
  await countDiscounts(db, clock, { clientId, invoiceId: id, currency: priced.currency }, priced.discounts)
}
