import { z } from 'zod'
import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx, ClientCtx } from '@/lib/domain/context'
import { platformCommand } from '@/lib/domain/platform/command'
import { DomainError, notFound } from '@/lib/kernel/error'
import type { PaymentProviderId } from '@/lib/providers/payments/types'
import { applyDispute } from '../disputes/apply-dispute'
import { syncRefund } from '../invoices/refund/carry-out-refund'
import { syncPayment } from '../open-payment'
import { readPayment } from '../start-payment'
import { billingCtxOf } from './billing-ctx'

const FailWebhookInput = z.object({ id: z.string(), error: z.string() })

/** Keeps why a notice had no effect; it may be replayed. */
export const failWebhook = platformCommand('billing.processWebhook', FailWebhookInput, async (ctx, { id, error }): Promise<void> => {
  await ctx.db.webhookEvent.update({
    where: { id }, select: { id: true },
    data: { state: 'failed', error, checks: { signature: true, notDuplicate: true, knownObject: false, amountMatches: false, effectApplied: false } },
  })
  await ctx.record(id, { error })
})

/** Our attempt that a provider's object belongs to: by its id, or by ours when the answer to `start` never reached us. */
async function paymentOf(ctx: BaseCtx, event: { provider: string; mode: string; objectId: string }): Promise<{ id: string; clientId: string } | null> {
  const { provider, mode, objectId } = event
  const select = { id: true, clientId: true }
  const known = await platformDb.payment.findUnique({ where: { provider_mode_externalId: { provider, mode, externalId: objectId } }, select })
  if (known) return known
  const snapshot = await ctx.providers.payments[provider as PaymentProviderId]?.fetch(objectId)
  if (!snapshot?.paymentId) return null
  return platformDb.payment.findFirst({ where: { id: snapshot.paymentId, provider, mode, externalId: null }, select })
}

type Event = { provider: string; mode: string; type: string; objectId: string }

/** Asks the provider about a dispute and books what it says of the payment behind it. */
async function processDispute(ctx: BaseCtx, webhookEventId: string, { provider, mode, objectId }: Event): Promise<void> {
  const snapshot = await ctx.providers.payments[provider as PaymentProviderId]?.disputes?.fetch(objectId)
  const payment = snapshot?.paymentId ? await platformDb.payment.findFirst({ where: { id: snapshot.paymentId, provider, mode }, select: { id: true, clientId: true, state: true } }) : null
  if (!snapshot || !payment) return unknownObject(ctx, webhookEventId, objectId)
  const { externalId, state, amount, reason, respondBy } = snapshot
  if (state === 'inquiry') return finishWithoutEffect(ctx, webhookEventId)
  const system = { ...(await billingCtxOf(ctx, payment.clientId)), actor: { kind: 'system' as const, job: 'webhook.process' } }
  if (payment.state !== 'succeeded') await bookFirst(system, payment.id)
  await applyDispute(system, { paymentId: payment.id, externalId, state, amountMinor: amount.minor, currency: amount.currency, reason, respondBy, webhookEventId })
}

/** News of a dispute may overtake those of its payment. @throws DomainError upstream_failed while that is not booked: the job comes again */
async function bookFirst(ctx: ClientCtx, paymentId: string): Promise<void> {
  await syncPayment(ctx, paymentId)
  if ((await readPayment(ctx, paymentId)).state !== 'succeeded') throw new DomainError('upstream_failed', { internal: `${paymentId} is disputed and not booked yet` })
}

/** A method that is gone at the provider is gone here. Other news of methods changes nothing of ours. */
async function processMethod(ctx: BaseCtx, webhookEventId: string, { provider, mode, type, objectId }: Event): Promise<void> {
  const now = ctx.clock.now()
  if (/detached|DELETED/.test(type)) {
    await platformDb.savedMethod.updateMany({ where: { provider, mode, externalId: objectId, removedAt: null }, data: { removedAt: now, isDefault: false, updatedAt: now } })
  }
  await finishWithoutEffect(ctx, webhookEventId)
}

/** Genuine, and nothing of ours moves by it. */
const finishWithoutEffect = async (ctx: BaseCtx, id: string): Promise<void> =>
  void (await platformDb.webhookEvent.update({ where: { id }, data: { state: 'processed', processedAt: ctx.clock.now() }, select: { id: true } }))

async function unknownObject(ctx: BaseCtx, webhookEventId: string, objectId: string): Promise<never> {
  await failWebhook({ ...ctx, actor: { kind: 'system', job: 'webhook.process' } }, { id: webhookEventId, error: 'no payment belongs to this object' })
  throw new DomainError('upstream_failed', { internal: `no payment belongs to ${objectId}` })
}

/** Our refund that a provider's object is. */
const refundOf = ({ provider, mode, objectId }: { provider: string; mode: string; objectId: string }) =>
  platformDb.refund.findFirst({ where: { externalId: objectId, payment: { provider, mode } }, select: { id: true, clientId: true } })

/**
 * Acts on a notice that was taken in: finds the attempt, asks the provider how it stands, books that. The notice itself moves
 * nothing. Safe to repeat; a row that is done stays as it is.
 * @throws when the provider did not answer or the object is not known (yet): the caller tries again later
 */
export async function processWebhook(ctx: BaseCtx, id: string): Promise<void> {
  const event = await platformDb.webhookEvent.findUnique({ where: { id }, select: { provider: true, mode: true, objectId: true, about: true, type: true, state: true } })
  if (!event) throw notFound('webhook event')
  if (['processed', 'ignored', 'rejected'].includes(event.state) || event.objectId === null) return
  await platformDb.webhookEvent.update({ where: { id }, data: { attempts: { increment: 1 } }, select: { id: true } })
  if (event.about === 'dispute') return processDispute(ctx, id, { ...event, objectId: event.objectId })
  if (event.about === 'method') return processMethod(ctx, id, { ...event, objectId: event.objectId })
  const refund = await refundOf({ ...event, objectId: event.objectId })
  if (refund) return syncRefund(await billingCtxOf(ctx, refund.clientId), refund.id, id)
  const payment = await paymentOf(ctx, { ...event, objectId: event.objectId })
  if (!payment) return unknownObject(ctx, id, event.objectId)
  await syncPayment(await billingCtxOf(ctx, payment.clientId), payment.id, { webhookEventId: id, externalId: event.objectId })
}
