import { lockClient } from '@/lib/db/locks'
import type { PlatformRun } from '@/lib/domain/context'
import { issueCreditNote } from '@/lib/domain/billing/invoices/credit/issue-credit-note'
import type { CreditReason } from '@/lib/domain/billing/invoices/credit/reasons'
import { regenerateInvoice as regenerate } from '@/lib/domain/billing/invoices/regenerate-invoice'
import { voidInvoice as makeVoid } from '@/lib/domain/billing/invoices/void-invoice'
import { writeOffInvoice as writeOff } from '@/lib/domain/billing/invoices/write-off'
import { platformCommand, platformQuery } from '../../platform/command'
import { assertProof, planAct, wishOf } from './plan-act'
import { CreditInvoiceInput, PreviewInvoiceActInput, RefundInvoiceInput, RegenerateInvoiceInput, VoidInvoiceInput, WriteOffInvoiceInput, type InvoiceAct } from './schema'
import { readStaffInvoice } from './get-invoice'
import { clientOfInvoice, runForClient } from './staff-run'
import type { InvoiceActPreviewView, StaffInvoiceView } from './view'

/** What an act on an invoice would do, to the unit; changes nothing. @throws DomainError not_found, invalid_state, invalid_input */
export const previewInvoiceAct = platformQuery('admin.previewInvoiceAct', PreviewInvoiceActInput, async (ctx, input): Promise<InvoiceActPreviewView> =>
  planAct(ctx.db, await clientOfInvoice(ctx.db, input.id), input, ctx.clock.now()))

type Confirmed = { id: string; frozenAt?: Date | undefined; hash?: string | undefined }

/** Holds the client still and checks the proof before anything is done. */
async function begin(ctx: PlatformRun, act: InvoiceAct, input: Confirmed & Partial<Parameters<typeof wishOf>[0]> & { destination?: 'wallet' | 'refund' }) {
  const clientId = await clientOfInvoice(ctx.db, input.id)
  await lockClient(ctx.db, clientId)
  const { id, amountMinor, lines, destination = 'wallet' } = input
  await assertProof(ctx.db, clientId, { id, act, amountMinor, lines, destination, reason: 'other', memo: null }, input, ctx.clock.now())
  return runForClient(ctx, clientId)
}

type Credit = Confirmed & Parameters<typeof wishOf>[0] & { reason: CreditReason; memo?: string | null | undefined }

async function credit(ctx: PlatformRun, act: 'credit' | 'refund', input: Credit, destination: 'wallet' | 'refund'): Promise<StaffInvoiceView> {
  const run = await begin(ctx, act, { ...input, destination })
  const { id, number, plan } = await issueCreditNote(run, { invoiceId: input.id, wish: wishOf(input), destination, reason: input.reason, memo: input.memo ?? null })
  const { totalMinor, appliedMinor, walletMinor, refundMinor } = plan
  await ctx.record(input.id, { clientId: run.clientId, creditNoteId: id, number, totalMinor, appliedMinor, walletMinor, refundMinor, reason: input.reason })
  return readStaffInvoice(ctx, input.id)
}

/** Issues a credit note: it reduces what is owed first; what was paid goes into the wallet or back the way it came. */
export const creditInvoice = platformCommand('admin.creditInvoice', CreditInvoiceInput, (ctx, input) => credit(ctx, 'credit', input, input.destination))

/** Gives back what was paid on an invoice, whole or in part, with a credit note over the same amount. @throws DomainError invalid_state when nothing can be refunded */
export const refundInvoice = platformCommand('admin.refundInvoice', RefundInvoiceInput, async (ctx, input) => {
  const { id, amountMinor, lines } = input
  await planAct(ctx.db, await clientOfInvoice(ctx.db, id), { id, act: 'refund', amountMinor, lines, destination: 'refund', reason: 'other', memo: null }, ctx.clock.now())
  return credit(ctx, 'refund', input, 'refund')
})

/** Makes an unpaid invoice void; its number stays. @throws DomainError invalid_state when anything was paid or credited */
export const voidInvoice = platformCommand('admin.voidInvoice', VoidInvoiceInput, async (ctx, input): Promise<StaffInvoiceView> => {
  const run = await begin(ctx, 'void', input)
  await makeVoid(run, input.id)
  await ctx.record(input.id, { clientId: run.clientId, reason: input.reason })
  return readStaffInvoice(ctx, input.id)
})

/** Gives up what is left to pay. @throws DomainError invalid_state when nothing is owed */
export const writeOffInvoice = platformCommand('admin.writeOffInvoice', WriteOffInvoiceInput, async (ctx, input): Promise<StaffInvoiceView> => {
  const run = await begin(ctx, 'write_off', input)
  const minor = await writeOff(run, input.id)
  await ctx.record(input.id, { clientId: run.clientId, writtenOffMinor: minor, reason: input.reason })
  return readStaffInvoice(ctx, input.id)
})

/** Makes an unpaid invoice void and issues its successor for the buyer and the tax of today. @returns the new invoice */
export const regenerateInvoice = platformCommand('admin.regenerateInvoice', RegenerateInvoiceInput, async (ctx, input): Promise<StaffInvoiceView> => {
  const run = await begin(ctx, 'regenerate', input)
  const id = await regenerate(run, input.id, async (newId) => ctx.record(input.id, { clientId: run.clientId, newInvoiceId: newId, reason: input.reason }))
  return readStaffInvoice(ctx, id)
})
