import { clientDb } from '@/lib/db/client-db'
import type { ClientCtx } from '@/lib/domain/context'
import { DomainError, notFound } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import type { Refunds, RefundSnapshot } from '@/lib/providers/payments/types'
import { orderCoinRefund } from '../../coins/order-coin-refund'
import { applyRefundOutcome } from './apply-refund-outcome'

async function refundOf({ clientId }: ClientCtx, id: string) {
  const row = await clientDb(clientId).refund.findUnique({
    where: { clientId_id: { clientId, id } },
    select: {
      id: true, amountMinor: true, currency: true, state: true, reason: true, externalId: true, idempotencyKey: true,
      payment: { select: { provider: true, mode: true, externalId: true } },
    },
  })
  if (!row) throw notFound('refund')
  return row
}
type Refund = Awaited<ReturnType<typeof refundOf>>

function refundsOf(ctx: ClientCtx, { payment }: Refund): Refunds {
  const provider = Object.values(ctx.providers.payments).find((one) => one?.id === payment.provider && one.mode === payment.mode)
  if (!provider?.refunds) throw new DomainError('not_configured', { params: { what: payment.provider } })
  return provider.refunds
}

const asSystem = (ctx: ClientCtx): ClientCtx => ({ ...ctx, actor: { kind: 'system', job: 'refund.start' } })

function outcomeOf(refund: Refund, said: Pick<RefundSnapshot, 'state'> & Partial<RefundSnapshot>) {
  return {
    refundId: refund.id, externalId: said.externalId ?? refund.externalId, state: said.state, amountMinor: said.amount?.minor ?? refund.amountMinor,
    currency: said.amount?.currency ?? refund.currency, failureCode: said.failureCode ?? null,
  }
}

/**
 * Asks the provider to give money back and keeps what it answers. Safe to repeat: the provider knows the refund by its key.
 * @throws when the provider did not answer: the outbox tries again
 */
export async function carryOutRefund(ctx: ClientCtx, refundId: string): Promise<void> {
  const refund = await refundOf(ctx, refundId)
  if (refund.state !== 'requested') return
  if (refund.payment.provider === 'crypto') return orderCoinRefund(asSystem(ctx), { refundId })
  let said: RefundSnapshot
  try {
    said = await refundsOf(ctx, refund).create({
      refundId, externalId: refund.payment.externalId ?? '', amount: money(refund.amountMinor, refund.currency), reason: refund.reason, idempotencyKey: refund.idempotencyKey,
    })
  } catch (error) {
    const isRefused = error instanceof DomainError && (error.code === 'invalid_state' || error.code === 'unsupported')
    if (!isRefused) throw error
    await applyRefundOutcome(asSystem(ctx), outcomeOf(refund, { state: 'failed', failureCode: 'refused' }))
    return
  }
  await applyRefundOutcome(asSystem(ctx), outcomeOf(refund, said))
}

/** Asks the provider how a refund stands and books that. What notices and the janitor do. */
export async function syncRefund(ctx: ClientCtx, refundId: string, webhookEventId: string | null = null): Promise<void> {
  const refund = await refundOf(ctx, refundId)
  if (refund.externalId === null) return carryOutRefund(ctx, refundId)
  if (['succeeded', 'failed'].includes(refund.state) && webhookEventId === null) return
  const said = await refundsOf(ctx, refund).fetch(refund.externalId)
  await applyRefundOutcome(asSystem(ctx), { ...outcomeOf(refund, said), webhookEventId })
}
