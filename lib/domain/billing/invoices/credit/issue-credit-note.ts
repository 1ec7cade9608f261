import { lockClient } from '@/lib/db/locks'
import type { ClientRun } from '@/lib/domain/context'
import { toJson } from '@/lib/domain/events/record'
import { creditWallet, debitWallet, postTransaction } from '@/lib/domain/ledger'
import { DomainError } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { cancelWaitingAttempts } from '../cancel-attempts'
import { lockInvoice } from '../lock-invoice'
import { settleStatus } from '../pay-from'
import { requestRefunds } from '../refund/request-refunds'
import { mailCreditNote } from './mail-credit-note'
import { planCredit, type CreditPlan, type CreditWish } from './plan-credit'
import { takeCreditNoteNumber } from './credit-note-number'
import type { CreditReason } from './reasons'
import { creditableOf, readCreditable, type CreditableRow } from './read-creditable'

export type CreditOrder = { invoiceId: string; wish: CreditWish; destination: 'refund' | 'wallet'; reason: CreditReason; memo: string | null }
export type IssuedCreditNote = { id: string; number: string; plan: CreditPlan }

/** One guarded statement: whatever runs at the same time, credit notes never pass the invoice nor what is owed on it. */
async function takeCredit(ctx: ClientRun, invoice: CreditableRow, plan: CreditPlan): Promise<void> {
  const count = await ctx.db.$executeRaw`
    UPDATE "Invoice" SET "creditedMinor" = "creditedMinor" + ${plan.totalMinor}, "creditAppliedMinor" = "creditAppliedMinor" + ${plan.appliedMinor}
    WHERE "id" = ${invoice.id} AND "clientId" = ${ctx.clientId} AND "documentStatus" = 'open' AND "creditedMinor" = ${invoice.creditedMinor}
      AND "creditedMinor" + "writtenOffMinor" + ${plan.totalMinor} <= "totalMinor"
      AND "paidMinor" + "creditAppliedMinor" + "writtenOffMinor" + ${plan.appliedMinor} <= "totalMinor"`
  if (count === 0) throw new DomainError('invalid_state', { internal: 'the invoice changed while it was credited' })
  for (const { invoiceLineId, amountMinor } of plan.lines) {
    await ctx.db.invoiceLine.updateMany({ where: { clientId: ctx.clientId, invoiceId: invoice.id, id: invoiceLineId }, data: { creditedMinor: { increment: amountMinor } } })
  }
}

/** Income and tax are taken back against the receivable; what had been paid is owed to the client until it is in the wallet or refunded. */
async function post(ctx: ClientRun, id: string, invoice: CreditableRow, plan: CreditPlan): Promise<void> {
  const { db, clock, clientId } = ctx
  const { currency, mode } = invoice
  await postTransaction(db, clock, {
    sourceKind: 'credit_note', sourceId: id, clientId, mode, description: `Credit note ${id} of invoice ${invoice.id}`,
    entries: [
      { account: { clientId: null, kind: 'refunds' }, amount: money(plan.subtotalMinor, currency) },
      { account: { clientId: null, kind: 'tax_payable' }, amount: money(plan.taxMinor, currency) },
      { account: { clientId, kind: 'receivable' }, amount: money(-plan.totalMinor, currency) },
    ],
  })
  if (invoice.reason === 'top_up' && invoice.paymentStatus === 'paid' && plan.subtotalMinor > 0n) {
    // The credit that was bought leaves the wallet with the money: what was spent already cannot be given back.
    await debitWallet(db, clock, {
      clientId, mode, amount: money(plan.subtotalMinor, currency), sourceKind: 'credit_note_top_up', sourceId: id,
      description: `Credit note ${id} of a top-up`, to: { clientId: null, kind: 'refunds' }, kinds: ['top_up'],
    })
  }
  if (plan.walletMinor === 0n) return
  await creditWallet(db, clock, {
    clientId, mode, amount: money(plan.walletMinor, currency), sourceKind: 'credit_note_wallet', sourceId: id,
    description: `Credit of credit note ${id}`, from: { clientId, kind: 'receivable' }, grant: { kind: 'credit' },
  })
}

/**
 * Issues a credit note in the running transaction: amounts, ledger, wallet, refunds and its number, whole or not at all. Its
 * refunds start after commit.
 * @throws DomainError not_found, invalid_state (draft or void), invalid_input (more than is left)
 */
export async function issueCreditNote(ctx: ClientRun, order: CreditOrder): Promise<IssuedCreditNote> {
  const { db, clock, clientId } = ctx
  await lockClient(db, clientId)
  await lockInvoice(db, clientId, order.invoiceId)
  const invoice = await readCreditable(db, clientId, order.invoiceId)
  if (invoice.documentStatus !== 'open') throw new DomainError('invalid_state', { internal: `invoice is ${invoice.documentStatus}` })
  const plan = planCredit(creditableOf(invoice), order.wish, order.destination)
  const id = newId('crn', clock.now())
  await takeCredit(ctx, invoice, plan)
  await post(ctx, id, invoice, plan)
  if (plan.appliedMinor > 0n) {
    await cancelWaitingAttempts(ctx, invoice.id)
    await settleStatus(ctx, invoice.id)
  }
  const { number, issuedAt } = await takeCreditNoteNumber(db, clock, invoice.legalEntityId)
  const { lines, ...amounts } = plan
  await db.creditNote.create({
    select: { id: true },
    data: {
      id, clientId, invoiceId: invoice.id, legalEntityId: invoice.legalEntityId, number, reason: order.reason, memo: order.memo, mode: invoice.mode,
      currency: invoice.currency, ...amounts, seller: toJson(invoice.seller), buyer: toJson(invoice.buyer),
      tax: toJson(invoice.tax), locale: invoice.locale, timeZone: invoice.timeZone, issuedAt,
    },
  })
  await db.creditNoteLine.createMany({ data: lines.map((line, position) => ({ ...line, description: toJson(line.description), id: newId('cnl', issuedAt), creditNoteId: id, clientId, position })) })
  if (plan.refundMinor > 0n) await requestRefunds(ctx, { creditNoteId: id, payments: invoice.payments, amountMinor: plan.refundMinor, currency: invoice.currency, reason: order.reason })
  await mailCreditNote(ctx, { id, number, totalMinor: plan.totalMinor, invoice })
  return { id, number, plan }
}
