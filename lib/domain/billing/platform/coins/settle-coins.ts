import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx } from '@/lib/domain/context'
import { settleCoins } from '../../coins/settle-coins'
import { billingCtxOf } from '../billing-ctx'
import type { RunReport } from '../run-billing'

const batch = 200

/** Outbox `coins.settle`: the follower saw something new at a payment's addresses. */
export async function settleCoinsById(ctx: BaseCtx, paymentId: string): Promise<void> {
  const { clientId } = await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId }, select: { clientId: true } })
  await settleCoins(await billingCtxOf(ctx, clientId, 'coins.settle'), { paymentId })
}

/** Coins that came while nobody knew a rate, now that there may be one. To be run each minute. */
export async function settleUnvalued(ctx: BaseCtx): Promise<RunReport> {
  const rows = await platformDb.coinArrival.findMany({
    where: { valueMinor: null, goneAt: null, ignoredAt: null }, orderBy: { seenAt: 'asc' }, take: batch, select: { owner: { select: { paymentId: true } } },
  })
  const report: RunReport = { done: 0, failed: [] }
  for (const id of new Set(rows.map(({ owner }) => owner.paymentId))) {
    try {
      await settleCoinsById(ctx, id)
      report.done += 1
    } catch (error) {
      report.failed.push({ id, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return report
}
