import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { coinRefundFields, coinRefundView } from '@/lib/domain/billing/coins/coin-refund-row'
import { coinRefundCanceled, coinRefundSent } from '@/lib/domain/billing/coins/finish-coin-refund'
import { setCoinRefundAddress } from '@/lib/domain/billing/coins/request-coin-refund'
import type { PlatformRun } from '@/lib/domain/context'
import { notFound } from '@/lib/kernel/error'
import { platformCommand, platformQuery } from '../../platform/command'
import { runForClient } from '../invoices/staff-run'
import { pageOf } from '../page-of'
import { CancelCoinRefundInput, ListCoinRefundsInput, MarkCoinRefundSentInput, SetCoinRefundDestinationInput } from './schema'
import type { StaffCoinRefundView } from './view'

const fields = {
  ...coinRefundFields, clientId: true, refund: { select: { reason: true } }, payment: { select: { invoiceId: true, client: { select: { name: true } } } },
} as const satisfies Prisma.CoinRefundSelect

const view = (row: Prisma.CoinRefundGetPayload<{ select: typeof fields }>): StaffCoinRefundView => ({
  ...coinRefundView(row), clientId: row.clientId, clientName: row.payment.client.name, invoiceId: row.payment.invoiceId, reason: row.refund.reason,
})

async function read(db: Db, id: string): Promise<StaffCoinRefundView> {
  return view(await db.coinRefund.findUniqueOrThrow({ where: { id }, select: fields }))
}

/** What the operator has to sign, or has signed, newest first. */
export const listCoinRefunds = platformQuery('admin.listCoinRefunds', ListCoinRefundsInput, async ({ db }, { state, ...page }) =>
  pageOf(page, ({ where, ...args }) => db.coinRefund.findMany({ ...args, where: { AND: [where, state ? { state } : {}] }, select: fields }), view))

/** Staff acting for the client whose refund it is. @throws DomainError not_found */
async function forClientOf(ctx: PlatformRun, id: string) {
  const row = await ctx.db.coinRefund.findUnique({ where: { id }, select: { clientId: true } })
  if (!row) throw notFound('refund')
  return runForClient(ctx, row.clientId)
}

/** Says which transaction gave the coins back: it was signed elsewhere. @throws DomainError not_found, invalid_state unless it waits for that */
export const markCoinRefundSent = platformCommand('admin.markCoinRefundSent', MarkCoinRefundSentInput, async (ctx, { id, txHash }): Promise<StaffCoinRefundView> => {
  const run = await forClientOf(ctx, id)
  await coinRefundSent(run, id, { txHash, userId: ctx.actor.kind === 'staff' ? ctx.actor.userId : null })
  await ctx.record(id, { clientId: run.clientId, txHash })
  return read(ctx.db, id)
})

/** Gives a refund up before it is sent: the money becomes the client's credit. @throws DomainError not_found, invalid_state */
export const cancelCoinRefund = platformCommand('admin.cancelCoinRefund', CancelCoinRefundInput, async (ctx, { id, note }): Promise<StaffCoinRefundView> => {
  const run = await forClientOf(ctx, id)
  await coinRefundCanceled(run, id, note)
  await ctx.record(id, { clientId: run.clientId, note })
  return read(ctx.db, id)
})

/** Says for the client where the coins are to go. @throws DomainError not_found, invalid_input, invalid_state */
export const setCoinRefundDestination = platformCommand('admin.setCoinRefundDestination', SetCoinRefundDestinationInput, async (ctx, { id, address }): Promise<StaffCoinRefundView> => {
  const run = await forClientOf(ctx, id)
  await setCoinRefundAddress({ ...run, actor: { kind: 'system', job: 'coin_refund' } }, { id, address })
  await ctx.record(id, { clientId: run.clientId, address })
  return read(ctx.db, id)
})
