import { query } from '@/lib/domain/command'
import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { notFound } from '@/lib/kernel/error'
import { GetByIdInput, ListCreditNotesInput } from '../../schema'
import type { CreditNoteRowView, CreditNoteView } from '../../view'
import { creditNoteDetailFields, creditNoteFields, creditNoteRowView, creditNoteView } from './credit-note-row'

/** One credit note with its lines. @throws DomainError not_found */
export const getCreditNote = query('billing.getCreditNote', GetByIdInput, async (ctx, { id }): Promise<CreditNoteView> => {
  const row = await ctx.db.creditNote.findUnique({ where: { clientId_id: { clientId: ctx.clientId, id } }, select: creditNoteDetailFields })
  if (!row) throw notFound('credit note')
  return creditNoteView(row)
})

/** The client's credit notes, newest first. */
export const listCreditNotes = query('billing.listCreditNotes', ListCreditNotesInput, async (ctx, input): Promise<Page<CreditNoteRowView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await ctx.db.creditNote.findMany({
    ...paging, where: { ...where, clientId: ctx.clientId, ...(input.invoiceId ? { invoiceId: input.invoiceId } : {}) }, select: creditNoteFields,
  })
  return toPage(rows, input.limit, creditNoteRowView)
})
