import { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import type { ClientRun } from '@/lib/domain/context'
import { lockClient } from '@/lib/db/locks'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { days } from '@/lib/kernel/clock'
import { DomainError, notFound } from '@/lib/kernel/error'
import { buyerOf, type Buyer } from '../buyer'
import type { LineKind, Totalled } from '../tax/priced'
import { taxTreatmentOf } from '../tax/tax-treatment'
import { totalOf } from '../tax/total'
import { draftInvoice, type InvoiceReason } from './draft-invoice'
import { finaliseInvoice } from './finalise-invoice'
import { lockInvoice } from './lock-invoice'
import { claimUsage } from './usage/claim'
import { isVoidable, voidInvoice } from './void-invoice'

/** Invoices that stand for an act of their own (buying credit, changing a plan) are made again by that act, not here. */
const regenerable: readonly InvoiceReason[] = ['subscription_create', 'subscription_cycle', 'usage', 'usage_threshold', 'manual']

const StoredDiscounts = z.array(z.object({ redemptionId: z.string(), name: LocalizedTextView, amountMinor: z.coerce.bigint() }))

const fields = {
  id: true, subscriptionId: true, reason: true, documentStatus: true, paymentStatus: true, paidMinor: true, creditedMinor: true, writtenOffMinor: true, carryMinor: true,
  currency: true, periodStart: true, periodEnd: true, memo: true, discounts: true, dueAt: true, issuedAt: true,
  lines: { orderBy: { position: 'asc' } },
  usageCharges: { select: { usagePeriodId: true, modelSlug: true, overagePicos: true, tokens: true, requests: true, amountMinor: true } },
  regenerated: { where: { documentStatus: { not: 'void' } }, select: { id: true } },
} as const

async function original(db: Db, clientId: string, id: string) {
  const row = await db.invoice.findUnique({ where: { clientId_id: { clientId, id } }, select: fields })
  if (!row) throw notFound('invoice')
  return row
}
type Original = Awaited<ReturnType<typeof original>>

/** Whether an invoice can be made anew: unpaid or void already, and not replaced yet. */
export const isRegenerable = (row: Pick<Original, 'reason' | 'documentStatus' | 'regenerated'> & Parameters<typeof isVoidable>[0]): boolean =>
  regenerable.some((reason) => reason === row.reason) && row.regenerated.length === 0 && (row.documentStatus === 'void' || isVoidable(row))

/** The same lines and discounts for the buyer and tax of today. */
export async function repriced(db: Db, clientId: string, invoiceId: string, at: Date): Promise<{ row: Original; priced: Totalled; buyer: Buyer }> {
  const row = await original(db, clientId, invoiceId)
  if (!isRegenerable(row)) throw new DomainError('invalid_state', { internal: 'this invoice cannot be made anew' })
  const buyer = await buyerOf(db, clientId)
  const { rule, note } = await taxTreatmentOf(db, buyer, at)
  const wasTaxed = row.lines.some(({ taxPpm }) => taxPpm > 0)
  const total = totalOf({
    currency: row.currency, discounts: [], tax: { rule: rule && { ...rule, isInclusive: false }, note }, // lines are kept before tax
    lines: row.lines.map((line) => ({
      ...line, kind: line.kind as LineKind, description: LocalizedTextView.parse(line.description), amountMinor: line.amountMinor - line.discountMinor,
      isTaxable: wasTaxed ? line.taxPpm > 0 : line.kind !== 'credit',
    })),
  })
  const lines = total.lines.map(({ kind, description, quantity, unitMinor, amountMinor, taxPpm, periodStart, periodEnd }, position) => {
    const discountMinor = row.lines[position]?.discountMinor ?? 0n
    return { kind, description, quantity, unitMinor, amountMinor: amountMinor + discountMinor, discountMinor, taxPpm, periodStart, periodEnd }
  })
  return { row, buyer, priced: { ...total, lines, discounts: StoredDiscounts.parse(row.discounts), discountMinor: lines.reduce((sum, { discountMinor }) => sum + discountMinor, 0n) } }
}

/** The usage of the void invoice, taken again by its successor in the same transaction: it is never on both, and never on none. */
async function claimAgain(ctx: ClientRun, invoiceId: string, charges: Original['usageCharges']): Promise<void> {
  for (const usagePeriodId of new Set(charges.map((charge) => charge.usagePeriodId))) {
    const own = charges.filter((charge) => charge.usagePeriodId === usagePeriodId)
    const period = await ctx.db.usagePeriod.findUniqueOrThrow({ where: { clientId_id: { clientId: ctx.clientId, id: usagePeriodId } }, select: { invoicedOveragePicos: true, invoicedMinor: true } })
    await claimUsage(ctx.db, ctx.clock, ctx.clientId, invoiceId, {
      usagePeriodId, before: { picos: period.invoicedOveragePicos, minor: period.invoicedMinor }, dueMinor: own.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
      charges: own.filter(({ modelSlug }) => modelSlug !== '').map(({ modelSlug, overagePicos, ...charge }) => ({ ...charge, slug: modelSlug, name: modelSlug, picos: overagePicos })),
    })
  }
}

/**
 * Makes an unpaid invoice void and issues its successor with the same lines, for the buyer and the tax of today. Its usage is billed once.
 * The caller's last act: it ends by taking a number.
 * @param before runs ahead of the number, for the caller's own record
 * @throws DomainError not_found, invalid_state (paid, credited, replaced already, or made by an act of its own)
 */
export async function regenerateInvoice(ctx: ClientRun, invoiceId: string, before: (newId: string) => Promise<void>): Promise<string> {
  const { db, clock, clientId } = ctx
  await lockClient(db, clientId)
  await lockInvoice(db, clientId, invoiceId)
  const { row, priced, buyer } = await repriced(db, clientId, invoiceId, clock.now())
  await voidInvoice(ctx, invoiceId)
  const details = priced.lines.map((_line, at) => ({ exactPicos: row.lines[at]?.exactPicos ?? null, detail: (row.lines[at]?.detail ?? null) as object | null }))
  const invoice = await draftInvoice(db, clock, {
    clientId, subscriptionId: row.subscriptionId, reason: row.reason as InvoiceReason, priced, buyer, memo: row.memo, regeneratesId: row.id, details,
    period: row.periodStart && row.periodEnd ? { startsAt: row.periodStart, endsAt: row.periodEnd } : null,
  })
  await claimAgain(ctx, invoice.id, row.usageCharges)
  await db.serviceSpan.updateMany({ where: { clientId, invoiceId: row.id }, data: { invoiceId: invoice.id } })
  await before(invoice.id)
  await finaliseInvoice(db, clock, { ...invoice, dueInMs: dueInMs(row) })
  return invoice.id
}

/** As long to pay as the first one gave. */
const dueInMs = ({ dueAt, issuedAt }: Original): number => (dueAt && issuedAt ? dueAt.getTime() - issuedAt.getTime() : days(7))
