import { z } from 'zod'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { creditWallet, postTransaction } from '@/lib/domain/ledger'
import { notFound } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import { finishNotice } from '../../finish-notice'

export const refundStates = ['requested', 'pending', 'succeeded', 'failed'] as const

/** What the provider said about one refund, bound to the refund it is about. */
export const RefundOutcomeInput = z.object({
  refundId: z.string(),
  externalId: z.string().nullable(),
  state: z.enum(['pending', 'succeeded', 'failed']),
  amountMinor: z.bigint(),
  currency: z.string(),
  failureCode: z.string().nullable().default(null),
  webhookEventId: z.string().nullable().default(null),
})

const next: Record<string, readonly string[]> = { requested: ['pending', 'succeeded', 'failed'], pending: ['succeeded', 'failed'], succeeded: [], failed: [] }

async function lockRefund(db: ClientRun['db'], clientId: string, id: string) {
  await db.$queryRaw`SELECT 1 FROM "Refund" WHERE "id" = ${id} AND "clientId" = ${clientId} FOR UPDATE`
  const row = await db.refund.findUnique({
    where: { clientId_id: { clientId, id } },
    select: { id: true, paymentId: true, amountMinor: true, currency: true, state: true, externalId: true, payment: { select: { provider: true, mode: true } } },
  })
  if (!row) throw notFound('refund')
  return row
}
type Refund = Awaited<ReturnType<typeof lockRefund>>

/**
 * Moves a refund to what its provider says, once: a refund that went through is booked out of the provider's account; one that
 * failed becomes the client's wallet credit, so that nothing they are owed is lost.
 * @returns `mismatch` when the amount, currency or object is not this refund's; then nothing changes
 */
export const applyRefundOutcome = command('billing.applyRefundOutcome', RefundOutcomeInput, async (ctx, outcome): Promise<'moved' | 'nothing_new' | 'mismatch'> => {
  await lockClient(ctx.db, ctx.clientId)
  const refund = await lockRefund(ctx.db, ctx.clientId, outcome.refundId)
  const isBound = refund.amountMinor === outcome.amountMinor && refund.currency === outcome.currency &&
    (refund.externalId === null || outcome.externalId === null || refund.externalId === outcome.externalId)
  const result = !isBound ? 'mismatch' : next[refund.state]?.includes(outcome.state) ? 'moved' : 'nothing_new'
  if (result === 'moved') await move(ctx, refund, outcome)
  await finishNotice(ctx, outcome.webhookEventId, 'refund', result !== 'mismatch')
  await ctx.record(refund.id, { result, from: refund.state, to: outcome.state, amountMinor: refund.amountMinor, currency: refund.currency })
  return result
})

async function move(ctx: ClientRun, refund: Refund, outcome: z.output<typeof RefundOutcomeInput>): Promise<void> {
  const { db, clock, clientId } = ctx
  const { provider, mode } = refund.payment
  const amount = money(refund.amountMinor, refund.currency)
  await db.refund.update({
    where: { clientId_id: { clientId, id: refund.id } },
    data: { state: outcome.state, externalId: outcome.externalId ?? refund.externalId, failureCode: outcome.failureCode, updatedAt: clock.now() }, select: { id: true },
  })
  if (outcome.state === 'succeeded') {
    await postTransaction(db, clock, {
      sourceKind: 'refund', sourceId: refund.id, clientId, mode, description: `Refund ${refund.id} of payment ${refund.paymentId}`,
      entries: [
        { account: { clientId, kind: 'receivable' }, amount },
        { account: { clientId: null, kind: `clearing_${provider}` }, amount: { ...amount, minor: -amount.minor } },
      ],
    })
  }
  if (outcome.state === 'failed') {
    await db.$executeRaw`UPDATE "Payment" SET "refundedMinor" = "refundedMinor" - ${refund.amountMinor} WHERE "id" = ${refund.paymentId} AND "clientId" = ${clientId}`
    await creditWallet(db, clock, {
      clientId, mode, amount, sourceKind: 'refund_failed', sourceId: refund.id, description: `Refund ${refund.id} failed`,
      from: { clientId, kind: 'receivable' }, grant: { kind: 'credit' },
    })
  }
}
