import type { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { lockClient } from '@/lib/db/locks'
import { issueManualInvoice, priceManual } from '@/lib/domain/billing/invoices/manual-invoice'
import { hashOf } from '@/lib/domain/billing/subscriptions/act-quote'
import { days, minutes, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { platformCommand, platformQuery } from '../../platform/command'
import { readStaffInvoice } from './get-invoice'
import { actPreviewLifeMs } from './plan-act'
import { CreateInvoiceInput, PreviewInvoiceInput } from './schema'
import { runForClient } from './staff-run'
import type { InvoicePreviewView, StaffInvoiceView } from './view'

/** Clocks of two processes may differ by so much. */
const leewayMs = minutes(1)

async function preview(db: Db, input: z.output<typeof PreviewInvoiceInput>, frozenAt: Date): Promise<InvoicePreviewView> {
  const { priced, buyer } = await priceManual(db, input.clientId, input.lines, frozenAt)
  const { currency, lines, taxLines: tax, subtotalMinor, taxMinor, totalMinor } = priced
  const shown = { currency, lines, tax, subtotalMinor, taxMinor, totalMinor, buyer: buyer.party, dueAt: plus(frozenAt, days(input.dueInDays)) }
  return { ...shown, frozenAt, hash: hashOf({ clientId: input.clientId, memo: input.memo ?? null, frozenAt, ...shown }) }
}

/** What a one-off invoice would come to, tax included; changes nothing. @throws DomainError not_found, invalid_input */
export const previewInvoice = platformQuery('admin.previewInvoice', PreviewInvoiceInput, (ctx, input): Promise<InvoicePreviewView> => preview(ctx.db, input, ctx.clock.now()))

/** The invoice that this very preview was confirmed for before: pressed twice, or sent again after a lost answer. The client is locked. */
async function madeBefore(db: Db, { clientId, hash, frozenAt }: z.output<typeof CreateInvoiceInput>): Promise<string | null> {
  if (hash === undefined || !frozenAt) return null
  const since = await db.invoice.findMany({ where: { clientId, reason: 'manual', createdAt: { gte: plus(frozenAt, -leewayMs) } }, select: { id: true } })
  const made = await db.auditEvent.findFirst({
    where: { action: 'admin.createInvoice', objectId: { in: since.map(({ id }) => id) }, data: { path: ['proof'], equals: hash } }, select: { objectId: true },
  })
  return made?.objectId ?? null
}

/** Issues a one-off invoice to a client. With a preview’s proof it is refused when it would come out otherwise, and issued once however often it is sent. */
export const createInvoice = platformCommand('admin.createInvoice', CreateInvoiceInput, async (ctx, input): Promise<StaffInvoiceView> => {
  const now = ctx.clock.now()
  const run = await runForClient(ctx, input.clientId)
  await lockClient(ctx.db, input.clientId)
  const before = await madeBefore(ctx.db, input)
  if (before) {
    await ctx.record(before, { clientId: input.clientId, isReused: true })
    return readStaffInvoice(ctx, before)
  }
  if (input.hash !== undefined) {
    const isFresh = input.frozenAt !== undefined && input.frozenAt <= plus(now, leewayMs) && plus(input.frozenAt, actPreviewLifeMs) >= now
    if (!isFresh || (await preview(ctx.db, input, input.frozenAt ?? now)).hash !== input.hash) throw new DomainError('stale_preview')
  }
  const order = { lines: input.lines, dueInDays: input.dueInDays, memo: input.memo ?? null }
  const pricedAt = input.hash === undefined ? now : input.frozenAt ?? now // nobody dates an invoice's tax back without the preview of that instant
  const id = await issueManualInvoice(run, order, pricedAt, (made, { totalMinor, currency }) =>
    ctx.record(made, { clientId: input.clientId, totalMinor, currency, ...(input.hash === undefined ? {} : { proof: input.hash }) }))
  return readStaffInvoice(ctx, id)
})
