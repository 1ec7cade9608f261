import type { ClientRun } from '@/lib/domain/context'
import type { AttemptState } from '@/lib/providers/payments/types'
import { isMoneyUnderWay } from '../attempt-state'

type Running = Pick<ClientRun, 'db' | 'clientId' | 'clock' | 'enqueue'>

/**
 * Gives up an invoice's attempts that wait for the customer; those where money may be under way stay.
 * @returns whether any of them stays
 */
export async function cancelWaitingAttempts({ db, clientId, clock, enqueue }: Running, invoiceId: string): Promise<boolean> {
  const open = await db.payment.findMany({
    where: { clientId, invoiceId, state: { in: ['created', 'awaiting_customer', 'processing', 'unknown'] } }, select: { id: true, state: true },
  })
  const waiting = open.filter(({ state }) => !isMoneyUnderWay(state as AttemptState))
  for (const { id } of waiting) {
    await db.payment.update({ where: { clientId_id: { clientId, id } }, data: { state: 'canceled', updatedAt: clock.now() }, select: { id: true } })
    await enqueue('payment.cancel', { paymentId: id })
  }
  return waiting.length < open.length
}
