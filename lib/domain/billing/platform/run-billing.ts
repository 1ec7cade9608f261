import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx } from '@/lib/domain/context'
import { hours, minutes, plus } from '@/lib/kernel/clock'
import { cancelAtProvider, openPayment, syncPayment } from '../open-payment'
import { billingCtxOf } from './billing-ctx'

/** What one run did; failures are counted and reported, and never stop the others. */
export type RunReport = { done: number; failed: { id: string; error: string }[] }

const batch = 200

async function each(rows: { id: string; clientId: string }[], work: (row: { id: string; clientId: string }) => Promise<unknown>): Promise<RunReport> {
  const report: RunReport = { done: 0, failed: [] }
  for (const row of rows) {
    try {
      await work(row)
      report.done++
    } catch (error) {
      report.failed.push({ id: row.id, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return report
}

/** How long after the last question an attempt is asked about again, by its age: [older than, wait]. */
const pace = [[0, minutes(1)], [minutes(10), minutes(5)], [hours(2), hours(1)]] as const

/**
 * Asks the providers about attempts that have not ended, those first that have waited longest since they were asked. To be run each
 * minute; any number of workers may.
 */
export async function settleOpenPayments(ctx: BaseCtx): Promise<RunReport> {
  const now = ctx.clock.now()
  const isDue = pace.map(([age, wait], step) => {
    const younger = pace[step + 1]?.[0]
    return { createdAt: { lte: plus(now, -age), ...(younger === undefined ? {} : { gt: plus(now, -younger) }) }, OR: [{ checkedAt: null }, { checkedAt: { lte: plus(now, -wait) } }] }
  })
  const rows = await platformDb.payment.findMany({
    where: { state: { in: ['created', 'awaiting_customer', 'processing', 'unknown'] }, updatedAt: { lt: plus(now, -minutes(1)) }, OR: isDue },
    orderBy: { checkedAt: { sort: 'asc', nulls: 'first' } }, take: batch, select: { id: true, clientId: true },
  })
  await platformDb.payment.updateMany({ where: { id: { in: rows.map(({ id }) => id) } }, data: { checkedAt: now } })
  return each(rows, async ({ id, clientId }) => syncPayment(await billingCtxOf(ctx, clientId, 'payments'), id))
}

async function ctxOfPayment(ctx: BaseCtx, paymentId: string) {
  const { clientId } = await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId }, select: { clientId: true } })
  return billingCtxOf(ctx, clientId, 'payments')
}

/** Outbox `payment.start`: opens an attempt at its provider if whoever made it did not come to it. */
export async function startPaymentById(ctx: BaseCtx, paymentId: string): Promise<void> {
  await openPayment(await ctxOfPayment(ctx, paymentId), paymentId)
}

/** Outbox `payment.cancel`: closes a given-up attempt at its provider. */
export async function cancelPaymentById(ctx: BaseCtx, paymentId: string): Promise<void> {
  await cancelAtProvider(await ctxOfPayment(ctx, paymentId), paymentId)
}
