import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx } from '@/lib/domain/context'
import { enqueue } from '@/lib/domain/events/enqueue'
import { minutes, plus, seconds } from '@/lib/kernel/clock'
import { carryOutRefund, syncRefund } from '../invoices/refund/carry-out-refund'
import { billingCtxOf } from './billing-ctx'
import type { RunReport } from './run-billing'

const batch = 200
/** The sandbox tells of a refund so long after it took it in. */
const sandboxDelayMs = seconds(3)

/** Outbox `refund.start`: asks the provider to give the money back. */
export async function startRefundById(ctx: BaseCtx, refundId: string): Promise<void> {
  const { clientId } = await platformDb.refund.findUniqueOrThrow({ where: { id: refundId }, select: { clientId: true } })
  await carryOutRefund(await billingCtxOf(ctx, clientId, 'refunds'), refundId)
  const { externalId, state, payment } = await platformDb.refund.findUniqueOrThrow({ where: { id: refundId }, select: { externalId: true, state: true, payment: { select: { provider: true } } } })
  if (payment.provider !== 'sandbox' || state !== 'pending') return
  await enqueue(platformDb, ctx.clock, clientId, 'sandbox.webhook', { chargeId: externalId, type: 'refund.updated', notBefore: plus(ctx.clock.now(), sandboxDelayMs).toISOString() })
}

/** Asks the providers about refunds that have not ended: the way out when a notice was lost. */
export async function settleOpenRefunds(ctx: BaseCtx): Promise<RunReport> {
  const report: RunReport = { done: 0, failed: [] }
  const rows = await platformDb.refund.findMany({
    where: { state: { in: ['requested', 'pending'] }, updatedAt: { lt: plus(ctx.clock.now(), -minutes(5)) } }, orderBy: { updatedAt: 'asc' }, take: batch, select: { id: true, clientId: true },
  })
  for (const { id, clientId } of rows) {
    try {
      await syncRefund(await billingCtxOf(ctx, clientId, 'refunds'), id)
      report.done++
    } catch (error) {
      report.failed.push({ id, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return report
}
