import type { ClientRun } from '@/lib/domain/context'
import { hours, plus } from '@/lib/kernel/clock'
import type { AttemptState } from '@/lib/providers/payments/types'
import { isMoneyUnderWay } from '../attempt-state'
import { voidInvoice } from '../invoices/void-invoice'

/** While money is under way for it, a change waits this much longer. */
const longerMs = hours(1)

/**
 * Gives up a change that was not paid: its invoice is void and the subscription stays as it was. Money that is under way is waited for.
 * @returns whether it was given up
 */
export async function expireChange(ctx: Pick<ClientRun, 'db' | 'clock' | 'clientId' | 'enqueue'>, changeId: string): Promise<boolean> {
  const { db, clock, clientId } = ctx
  const change = await db.subscriptionChange.findFirst({ where: { id: changeId, clientId, state: 'pending' }, select: { invoiceId: true } })
  if (!change) return false
  const now = clock.now()
  if (change.invoiceId && (await hasMoney(ctx, change.invoiceId))) {
    await db.subscriptionChange.updateMany({ where: { id: changeId, clientId, state: 'pending' }, data: { expiresAt: plus(now, longerMs) } })
    return false
  }
  if (change.invoiceId) await voidInvoice(ctx, change.invoiceId)
  await db.subscriptionChange.updateMany({ where: { id: changeId, clientId, state: 'pending' }, data: { state: 'expired', settledAt: now } })
  return true
}

/** Whether anything was paid on an invoice, or money may be under way for it. */
export async function hasMoney({ db, clientId }: Pick<ClientRun, 'db' | 'clientId'>, invoiceId: string): Promise<boolean> {
  const { paidMinor, payments } = await db.invoice.findUniqueOrThrow({
    where: { clientId_id: { clientId, id: invoiceId } }, select: { paidMinor: true, payments: { select: { state: true } } },
  })
  return paidMinor > 0n || payments.some(({ state }) => isMoneyUnderWay(state as AttemptState))
}
