import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { creditWallet } from '@/lib/domain/ledger'
import { DomainError, notFound } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import { moneyToPicos } from '@/lib/kernel/rate'
import type { PaidInvoice } from '../invoices/on-paid'
import { releasePaid } from '../invoices/release-paid'
import { voidInvoice } from '../invoices/void-invoice'
import { CancelTopUpInput } from './schema'
import { topUpFields, topUpView } from './top-up-row'
import type { TopUpView } from './view'

type Closing = Pick<ClientRun, 'db' | 'clock' | 'clientId'>

async function close(ctx: Closing, id: string, state: 'credited' | 'failed' | 'canceled'): Promise<boolean> {
  const { count } = await ctx.db.walletTopUp.updateMany({ where: { clientId: ctx.clientId, id, state: 'pending' }, data: { state, closedAt: ctx.clock.now() } })
  return count === 1
}

/** A tenth of what was bought: below it, a client that never chose a threshold is told that credit runs low. */
const firstThreshold = (amountMinor: bigint): bigint => amountMinor / 10n

/** A top-up's invoice is paid: its net amount leaves deferred revenue and becomes the client's credit. Once. */
export async function creditTopUp(ctx: ClientRun, invoice: PaidInvoice): Promise<void> {
  const { db, clock, clientId } = ctx
  const row = await db.walletTopUp.findUnique({ where: { invoiceId: invoice.id, clientId }, select: topUpFields })
  if (!row || (invoice.paidMinor === 0n && invoice.totalMinor > 0n)) return
  await creditWallet(db, clock, {
    clientId, amount: money(row.amountMinor, row.currency), mode: invoice.mode, sourceKind: 'top_up', sourceId: invoice.id, description: `Top-up ${row.id}`,
    from: { clientId: null, kind: 'deferred_revenue' }, grant: { kind: 'top_up' },
  })
  await close(ctx, row.id, 'credited')
  await db.wallet.updateMany({
    where: { clientId, lowBalancePicos: null }, data: { lowBalancePicos: moneyToPicos(money(firstThreshold(row.amountMinor), row.currency)) },
  })
}

/** Gives up a top-up that was not paid whole: its invoice is void, and what was paid of it is credit. @throws DomainError invalid_state while money is under way */
export async function abandonTopUp(ctx: ClientRun, topUp: { id: string; invoiceId: string }, state: 'failed' | 'canceled'): Promise<void> {
  await releasePaid(ctx, topUp.invoiceId)
  await voidInvoice(ctx, topUp.invoiceId)
  await close(ctx, topUp.id, state)
}

/** Gives up a top-up that was not paid. @throws DomainError not_found, invalid_state when it is closed or its money is under way */
export const cancelTopUp = command('billing.cancelTopUp', CancelTopUpInput, async (ctx, { id }): Promise<TopUpView> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const where = { clientId_id: { clientId, id } }
  const row = await db.walletTopUp.findUnique({ where, select: topUpFields })
  if (!row) throw notFound('top-up')
  if (row.state !== 'pending') throw new DomainError('invalid_state', { internal: `top-up is ${row.state}` })
  await abandonTopUp(ctx, row, 'canceled')
  await ctx.record(id, { invoiceId: row.invoiceId })
  return topUpView(await db.walletTopUp.findUniqueOrThrow({ where, select: topUpFields }))
})
