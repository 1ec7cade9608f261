import type { Db } from '@/lib/db/transaction'
import type { PlatformCtx } from '@/lib/domain/context'
import { creditableMinor } from '@/lib/domain/billing/invoices/credit/plan-credit'
import { creditableOf, readCreditable } from '@/lib/domain/billing/invoices/credit/read-creditable'
import type { CreditNoteView } from '@/lib/domain/billing/view'
import { creditNoteDetailFields, creditNoteFields, creditNoteRowView, creditNoteView } from '@/lib/domain/billing/invoices/credit/credit-note-row'
import { invoiceDetailFields, invoiceDetailView } from '@/lib/domain/billing/invoices/invoice-row'
import { isRegenerable } from '@/lib/domain/billing/invoices/regenerate-invoice'
import { isVoidable } from '@/lib/domain/billing/invoices/void-invoice'
import { balanceOf } from '@/lib/domain/billing/invoices/settled'
import { refundFields, refundView } from '@/lib/domain/billing/invoices/refund/refund-row'
import { notFound } from '@/lib/kernel/error'
import { platformQuery } from '../../platform/command'
import { ById } from '../schema'
import type { InvoiceAct } from './schema'
import type { StaffInvoiceView } from './view'

const staffFields = {
  ...invoiceDetailFields,
  clientId: true, carryMinor: true, client: { select: { name: true } },
  regenerated: { where: { documentStatus: { not: 'void' } }, select: { id: true } },
} as const

/** One invoice as staff see it, with what can be done with it. @throws DomainError not_found */
export async function readStaffInvoice(ctx: PlatformCtx & { db: Db }, id: string): Promise<StaffInvoiceView> {
  const { db } = ctx
  const row = await db.invoice.findUnique({ where: { id }, select: staffFields })
  if (!row) throw notFound('invoice')
  const { clientId, client, carryMinor, regenerated, ...rest } = row
  const [creditable, creditNotes, refunds] = await Promise.all([
    readCreditable(db, clientId, id).then(creditableOf),
    db.creditNote.findMany({ where: { clientId, invoiceId: id }, orderBy: { id: 'desc' }, select: creditNoteFields }),
    db.refund.findMany({ where: { clientId, payment: { invoiceId: id } }, orderBy: { id: 'desc' }, select: refundFields }),
  ])
  const isOpen = row.documentStatus === 'open'
  const left = isOpen ? creditableMinor(creditable) : 0n
  const allowed: Record<InvoiceAct, boolean> = {
    credit: left > 0n, refund: isOpen && left > 0n && creditable.refundableMinor > 0n && balanceOf(row) < left, void: isVoidable(row),
    write_off: balanceOf(row) > 0n, regenerate: isRegenerable({ ...row, regenerated }),
  }
  return {
    ...invoiceDetailView(rest, ctx.clock.now()), clientId, clientName: client.name, creditNotes: creditNotes.map(creditNoteRowView), refunds: refunds.map(refundView),
    creditableMinor: left, refundableMinor: isOpen ? creditable.refundableMinor : 0n,
    acts: (Object.keys(allowed) as InvoiceAct[]).filter((act) => allowed[act]),
  }
}

/** One invoice of any client. @throws DomainError not_found */
export const getAnyInvoice = platformQuery('admin.getInvoice', ById, (ctx, { id }): Promise<StaffInvoiceView> => readStaffInvoice(ctx, id))

/** One credit note of any client. @throws DomainError not_found */
export const getAnyCreditNote = platformQuery('admin.getCreditNote', ById, async (ctx, { id }): Promise<CreditNoteView> => {
  const row = await ctx.db.creditNote.findUnique({ where: { id }, select: creditNoteDetailFields })
  if (!row) throw notFound('credit note')
  return creditNoteView(row)
})
