import { lockClient } from '@/lib/db/locks'
import type { ClientRun } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'
import { applyRefundOutcome } from '../invoices/refund/apply-refund-outcome'

async function refundOf({ db, clientId }: ClientRun, id: string) {
  const { refund } = await db.coinRefund.findUniqueOrThrow({ where: { clientId_id: { clientId, id } }, select: { refund: { select: { id: true, amountMinor: true, currency: true } } } })
  const parts = await db.coinRefund.findMany({ where: { clientId, refundId: refund.id }, select: { state: true } })
  return { refund, states: parts.map(({ state }) => state) }
}

/** Books the transfer that the operator signed; the refund has gone through when its last coin is sent. @throws DomainError invalid_state */
export async function coinRefundSent(ctx: ClientRun, id: string, by: { txHash: string; userId: string | null }): Promise<void> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  await lockClient(db, clientId)
  const { count } = await db.coinRefund.updateMany({
    where: { clientId, id, state: 'needs_operator' }, data: { state: 'sent', txHash: by.txHash, sentAt: now, sentById: by.userId, updatedAt: now },
  })
  if (count === 0) throw new DomainError('invalid_state', { internal: 'it waits for no signature' })
  const { refund, states } = await refundOf(ctx, id)
  if (states.some((state) => state !== 'sent')) return
  await applyRefundOutcome({ ...ctx, actor: { kind: 'system', job: 'coin_refund' } }, {
    refundId: refund.id, externalId: by.txHash, state: 'succeeded', amountMinor: refund.amountMinor, currency: refund.currency,
  })
}

/** Gives a refund up before anything of it was sent: its money becomes the client's credit. @throws DomainError invalid_state */
export async function coinRefundCanceled(ctx: ClientRun, id: string, note: string): Promise<void> {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const { refund, states } = await refundOf(ctx, id)
  if (states.some((state) => state === 'sent' || state === 'canceled')) throw new DomainError('invalid_state', { internal: 'a part of it was sent or it was canceled' })
  await db.coinRefund.updateMany({ where: { clientId, refundId: refund.id }, data: { state: 'canceled', note, updatedAt: clock.now() } })
  await applyRefundOutcome({ ...ctx, actor: { kind: 'system', job: 'coin_refund' } }, {
    refundId: refund.id, externalId: null, state: 'failed', amountMinor: refund.amountMinor, currency: refund.currency, failureCode: 'canceled',
  })
}
