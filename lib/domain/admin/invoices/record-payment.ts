import { actorId } from '@/lib/auth/actor'
import { isUniqueViolation } from '@/lib/db/prisma-error'
import { lockClient } from '@/lib/db/locks'
import type { ClientRun } from '@/lib/domain/context'
import { lockInvoice } from '@/lib/domain/billing/invoices/lock-invoice'
import { sendReceipt } from '@/lib/domain/billing/invoices/send-receipt'
import { balanceOf } from '@/lib/domain/billing/invoices/settled'
import { takeMoney } from '@/lib/domain/billing/invoices/take-money'
import { days, plus } from '@/lib/kernel/clock'
import { DomainError, invalidField } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { platformCommand } from '../../platform/command'
import { readStaffInvoice } from './get-invoice'
import { RecordPaymentInput } from './schema'
import { clientOfInvoice, runForClient } from './staff-run'
import type { StaffInvoiceView } from './view'

/** Nobody records what came longer ago than this: then the books of that time are closed. */
const oldest = days(400)

function receivedAt(on: string, now: Date): Date {
  const day = new Date(`${on}T00:00:00Z`)
  if (day > plus(now, days(1))) throw invalidField('receivedOn', 'inTheFuture')
  if (day < plus(now, -oldest)) throw invalidField('receivedOn', 'tooLongAgo')
  return day
}

type Row = Parameters<ClientRun['db']['payment']['create']>[0]['data']

async function store(ctx: ClientRun, data: Row): Promise<void> {
  try {
    await ctx.db.payment.create({ data, select: { id: true } })
  } catch (error) {
    if (isUniqueViolation(error)) throw invalidField('reference', 'recordedBefore')
    throw error
  }
}

/**
 * Records money that came past every provider (a transfer, cash, a cheque): it pays the invoice as far as something is owed, the rest
 * becomes the client's credit. One reference of one means is recorded once a client, so pressing twice books once. No provider can send it back:
 * a credit note over it goes into the wallet.
 * @throws DomainError not_found, invalid_state (nothing is owed), invalid_input (recorded before, a day to come)
 */
export const recordPayment = platformCommand('admin.recordPayment', RecordPaymentInput, async (ctx, input): Promise<StaffInvoiceView> => {
  const clientId = await clientOfInvoice(ctx.db, input.id)
  await lockClient(ctx.db, clientId)
  const run = await runForClient(ctx, clientId)
  const invoice = await lockInvoice(ctx.db, clientId, input.id)
  const now = ctx.clock.now()
  const { amountMinor, means, reference, note } = input
  const { currency, mode } = invoice
  const settledAt = receivedAt(input.receivedOn, now)
  const id = newId('pay', now)
  const owed = balanceOf(invoice)
  const externalId = `${clientId}:${means}:${reference}` // two clients may have the same words on their statements
  const known = await ctx.db.payment.count({ where: { clientId, provider: 'manual', mode, externalId } })
  if (known > 0) throw invalidField('reference', 'recordedBefore')
  if (owed === 0n) throw new DomainError('invalid_state', { field: 'id', fields: { id: { code: 'nothingToPay' } } })
  await store(run, {
    id, clientId, invoiceId: invoice.id, provider: 'manual', mode, amountMinor, currency, state: 'succeeded', externalId,
    idempotencyKey: `manual:${id}`, locale: run.locale, createdAt: now, updatedAt: now, settledAt,
  })
  await ctx.record(invoice.id, { clientId, paymentId: id, amountMinor, currency, means, reference, receivedOn: input.receivedOn, note: note ?? null, by: actorId(ctx.actor) })
  await takeMoney(run, invoice, { amount: money(amountMinor, currency), provider: 'manual', mode, sourceKind: 'payment', sourceId: id, what: `payment ${id}` })
  await sendReceipt(run, { paymentId: id, invoiceId: invoice.id })
  return readStaffInvoice(ctx, invoice.id)
})
