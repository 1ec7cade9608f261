import type { ClientRun } from '@/lib/domain/context'
import { hours, plus } from '@/lib/kernel/clock'
import { isUnderWay, releasePaid } from '../invoices/release-paid'
import { voidInvoice } from '../invoices/void-invoice'

/** While money is under way for it, a change waits this much longer. */
const longerMs = hours(1)

/**
 * Gives up a change that was not paid whole: its invoice is void, what was paid of it is credit, and the subscription stays as it was.
 * Money that is under way is waited for.
 * @returns whether it was given up
 */
export async function expireChange(ctx: Pick<ClientRun, 'db' | 'clock' | 'clientId' | 'enqueue'>, changeId: string): Promise<boolean> {
  const { db, clock, clientId } = ctx
  const change = await db.subscriptionChange.findFirst({ where: { id: changeId, clientId, state: 'pending' }, select: { invoiceId: true } })
  if (!change) return false
  const now = clock.now()
  if (change.invoiceId && (await isUnderWay(ctx, change.invoiceId))) {
    await db.subscriptionChange.updateMany({ where: { id: changeId, clientId, state: 'pending' }, data: { expiresAt: plus(now, longerMs) } })
    return false
  }
  if (change.invoiceId) {
    await releasePaid(ctx, change.invoiceId)
    await voidInvoice(ctx, change.invoiceId)
  }
  await db.subscriptionChange.updateMany({ where: { id: changeId, clientId, state: 'pending' }, data: { state: 'expired', settledAt: now } })
  return true
}

/** Whether anything was paid on an invoice, or money may be under way for it. */
export async function hasMoney(ctx: Pick<ClientRun, 'db' | 'clientId'>, invoiceId: string): Promise<boolean> {
  const { paidMinor } = await ctx.db.invoice.findUniqueOrThrow({ where: { clientId_id: { clientId: ctx.clientId, id: invoiceId } }, select: { paidMinor: true } })
  return paidMinor > 0n || isUnderWay(ctx, invoiceId)
}
