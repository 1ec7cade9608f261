import { z } from 'zod'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { creditWallet, postTransaction } from '@/lib/domain/ledger'
import { newId } from '@/lib/kernel/id'
import { money, type Money } from '@/lib/kernel/money'
import { finishNotice } from '../finish-notice'
import { lockInvoice, lockPayment } from '../invoices/lock-invoice'
import { addPaid } from '../invoices/pay-from'
import { balanceOf } from '../invoices/settled'
import { takeBack } from '../invoices/take-money'

/** What the provider said about a dispute, bound to the payment it is about. */
export const DisputeOutcomeInput = z.object({
  paymentId: z.string(), externalId: z.string(), state: z.enum(['open', 'won', 'lost']), amountMinor: z.bigint(), currency: z.string(),
  reason: z.string().nullable(), respondBy: z.date().nullable(), webhookEventId: z.string().nullable().default(null),
})
type Outcome = z.output<typeof DisputeOutcomeInput>
type Payment = Awaited<ReturnType<typeof lockPayment>>
type Invoice = Awaited<ReturnType<typeof lockInvoice>>
type Open = { id: string; reopenedMinor: bigint; withdrawnMinor: bigint; unrecoveredMinor: bigint; currency: string }

/**
 * Moves a dispute to what its provider says, once. Opened: the money leaves the provider's account, the invoice is owed again, and
 * credit that came of it is withheld as far as it is there. Won: everything is as it was. Lost: the invoice stays owed.
 * @returns `mismatch` when amount or currency cannot be this payment's; then nothing changes
 */
export const applyDispute = command('billing.applyDispute', DisputeOutcomeInput, async (ctx, outcome): Promise<'moved' | 'nothing_new' | 'mismatch'> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const { invoiceId } = await lockPayment(db, clientId, outcome.paymentId)
  const invoice = await lockInvoice(db, clientId, invoiceId)
  const payment = await lockPayment(db, clientId, outcome.paymentId)
  const isBound = payment.state === 'succeeded' && payment.currency === outcome.currency && outcome.amountMinor > 0n && outcome.amountMinor <= payment.amountMinor
  const result = isBound ? await move(ctx, payment, invoice, outcome) : 'mismatch'
  await finishNotice(ctx, outcome.webhookEventId, 'dispute', result !== 'mismatch')
  await ctx.record(payment.id, { result, dispute: outcome.externalId, state: outcome.state, amountMinor: outcome.amountMinor, currency: outcome.currency })
  return result
})

async function move(ctx: ClientRun, payment: Payment, invoice: Invoice, outcome: Outcome): Promise<'moved' | 'nothing_new'> {
  const { db, clientId, clock } = ctx
  const found = await db.dispute.findUnique({
    where: { provider_mode_externalId: { provider: payment.provider, mode: payment.mode, externalId: outcome.externalId }, clientId },
    select: { id: true, state: true, reopenedMinor: true, withdrawnMinor: true, unrecoveredMinor: true, currency: true },
  })
  if (found && found.state !== 'open') return 'nothing_new'
  const dispute = found ?? (await open(ctx, payment, invoice, outcome))
  if (outcome.state === 'open') return found ? 'nothing_new' : 'moved'
  if (outcome.state === 'won') await giveBack(ctx, payment, dispute, invoice.reason === 'top_up')
  const now = clock.now()
  await db.dispute.update({ where: { clientId_id: { clientId, id: dispute.id } }, data: { state: outcome.state, closedAt: now, updatedAt: now }, select: { id: true } })
  const left = await db.dispute.count({ where: { clientId, invoiceId: invoice.id, state: 'open' } })
  if (left === 0) await db.invoice.update({ where: { clientId_id: { clientId, id: invoice.id } }, data: { disputedAt: null, updatedAt: now }, select: { id: true } })
  return 'moved'
}

const clearingOf = (payment: Payment) => ({ clientId: null, kind: `clearing_${payment.provider}` as const })

async function open(ctx: ClientRun, payment: Payment, invoice: Invoice, outcome: Outcome): Promise<Open> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  const id = newId('dsp', now)
  const { currency, mode } = payment
  const taken = await takeBack(ctx, invoice, {
    amount: money(outcome.amountMinor, currency), provider: payment.provider, mode, sourceKind: 'dispute', sourceId: id, what: `Dispute ${outcome.externalId} of payment ${payment.id}`,
  })
  const amounts = { ...taken, currency }
  await db.dispute.create({
    select: { id: true },
    data: {
      ...amounts, id, clientId, paymentId: payment.id, invoiceId: invoice.id, provider: payment.provider, mode, externalId: outcome.externalId, state: 'open',
      amountMinor: outcome.amountMinor, reason: outcome.reason, respondBy: outcome.respondBy, openedAt: now, updatedAt: now,
    },
  })
  await db.invoice.update({
    where: { clientId_id: { clientId, id: invoice.id } }, data: { disputedAt: now, updatedAt: now }, select: { id: true },
  })
  return { id, ...amounts }
}

/** What of the withdrawn credit had been bought by a top-up. */
async function boughtMinor({ db, clientId }: ClientRun, disputeId: string): Promise<bigint> {
  const taken = await db.ledgerEntry.aggregate({
    _sum: { amountMinor: true }, where: { account: { kind: 'wallet', clientId }, transaction: { clientId, sourceKind: 'dispute_top_up', sourceId: disputeId } },
  })
  return taken._sum.amountMinor ?? 0n
}

/**
 * The bank decided for us: the money is back, on the invoice as far as it is still owed, else as credit. What a top-up had bought is
 * bought credit again, which goes with the top-up when that is credited. What else was withheld for it, as for its tax, comes back as credit without
 * an end, also where a gift had been withheld: never as less than it was.
 */
async function giveBack(ctx: ClientRun, payment: Payment, dispute: Open, isTopUp: boolean): Promise<void> {
  const { db, clientId, clock } = ctx
  const { currency, mode } = payment
  const owed = balanceOf(await lockInvoice(db, clientId, payment.invoiceId))
  const onInvoice = dispute.reopenedMinor < owed ? dispute.reopenedMinor : owed
  const bought = money(isTopUp ? await boughtMinor(ctx, dispute.id) : 0n, currency)
  const asCredit = money(dispute.reopenedMinor - onInvoice + dispute.withdrawnMinor - bought.minor, currency)
  const source = { clientId, mode, sourceId: dispute.id, description: `Dispute of payment ${payment.id} won` }
  await post(ctx, { ...source, sourceKind: 'dispute_won' }, [
    [{ clientId, kind: 'receivable' }, money(-onInvoice, currency)], [{ clientId: null, kind: 'write_offs' }, money(-dispute.unrecoveredMinor, currency)],
    [clearingOf(payment), money(onInvoice + dispute.unrecoveredMinor, currency)],
  ])
  if (bought.minor > 0n) await creditWallet(db, clock, { ...source, sourceKind: 'dispute_top_up_back', amount: bought, from: clearingOf(payment), grant: { kind: 'top_up' } })
  if (asCredit.minor > 0n) await creditWallet(db, clock, { ...source, sourceKind: 'dispute_credit', amount: asCredit, from: clearingOf(payment), grant: { kind: 'credit' } })
  if (onInvoice > 0n) await addPaid(ctx, payment.invoiceId, { minor: onInvoice })
}

type Side = readonly [Parameters<typeof postTransaction>[2]['entries'][number]['account'], Money]

async function post({ db, clock }: ClientRun, source: Omit<Parameters<typeof postTransaction>[2], 'entries'>, sides: readonly Side[]): Promise<void> {
  const entries = sides.map(([account, amount]) => ({ account, amount })).filter(({ amount }) => amount.minor !== 0n)
  if (entries.length > 0) await postTransaction(db, clock, { ...source, entries })
}
