import { platformDb } from '@/lib/db/platform-db'
import { isUniqueViolation } from '@/lib/db/prisma-error'
import { inTransaction } from '@/lib/db/transaction'
import type { BaseCtx } from '@/lib/domain/context'
import { enqueue } from '@/lib/domain/events/enqueue'
import { toJson } from '@/lib/domain/events/record'
import { DomainError, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { paymentProviderIds, type PaymentProvider, type PaymentProviderId, type ProviderNotice } from '@/lib/providers/payments/types'
import { forgesTooMuch, noteForged } from './forged-notices'

export const webhookBodyLimitBytes = 262_144
/** Of what was never proven genuine only this much is kept. */
const rejectedBodyLimit = 2_000

const isProviderId = (text: string): text is PaymentProviderId => paymentProviderIds.some((id) => id === text)

function providerOf(ctx: BaseCtx, id: string): PaymentProvider {
  if (!isProviderId(id)) throw notFound('provider')
  const provider = ctx.providers.payments[id]
  if (!provider) throw new DomainError('not_configured', { params: { what: id } })
  return provider
}

/**
 * Takes a provider's notice into the inbox: the raw body first, then the signature, then the event's own id, which only one row
 * can have. Nothing is believed yet; `processWebhook` asks the provider.
 * An address that forges too much is told to come back later before anything is stored; what is genuine is taken in all the same.
 * @returns the row to process, or null when this event was taken in before
 * @throws DomainError not_found, not_configured (503), payload_too_large, invalid_input (signature or shape; the row says rejected), rate_limited (no row)
 */
export async function receiveWebhook(ctx: BaseCtx, providerId: string, body: string, headers: Record<string, string>): Promise<string | null> {
  const provider = providerOf(ctx, providerId)
  if (Buffer.byteLength(body) > webhookBodyLimitBytes) throw new DomainError('payload_too_large')
  const now = ctx.clock.now()
  if (await forgesTooMuch(ctx)) await assertGenuine(provider, body, headers, now)
  const id = newId('whk', now)
  await platformDb.webhookEvent.create({
    select: { id: true },
    data: {
      id, provider: provider.id, mode: provider.mode, eventId: `unverified:${id}`, type: 'unverified', body, headers: toJson(kept(headers)),
      state: 'received', checks: {}, receivedAt: now,
    },
  })
  let notice: ProviderNotice
  try {
    notice = await provider.verifyWebhook(body, headers, now)
  } catch (error) {
    await reject(id, body, error)
    if (isForged(error)) await noteForged(ctx)
    throw error
  }
  if (notice.externalId === null) {
    await passOver(id, notice)
    return null
  }
  return (await claim(ctx, id, notice)) ? id : null
}

const isForged = (error: unknown): boolean => error instanceof DomainError && error.code === 'invalid_input'

/** @throws DomainError rate_limited: were it genuine after all, its provider would send it again */
async function assertGenuine(provider: PaymentProvider, body: string, headers: Record<string, string>, now: Date): Promise<void> {
  try {
    await provider.verifyWebhook(body, headers, now)
  } catch (error) {
    if (!isForged(error)) throw error
    throw new DomainError('rate_limited', { retryAfterSeconds: 60, params: { retryAfterSeconds: 60 }, cause: error })
  }
}

/** Genuine, and about nothing of ours: kept, without its own event id, so that nothing is held up by it. */
async function passOver(id: string, notice: ProviderNotice): Promise<void> {
  await platformDb.webhookEvent.update({
    where: { id }, data: { state: 'ignored', type: notice.type, checks: { signature: true }, error: `event ${notice.eventId} concerns nothing of ours` }, select: { id: true },
  })
}

/** Only what a signature or a support question needs; no cookies, no credentials. */
function kept(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /signature|transmission|cert-url|auth-algo|content-type|user-agent/.test(name)))
}

async function reject(id: string, body: string, error: unknown): Promise<void> {
  const isUnset = error instanceof DomainError && error.code === 'not_configured'
  await platformDb.webhookEvent.update({
    where: { id },
    data: {
      state: isUnset ? 'failed' : 'rejected', checks: { signature: false }, body: body.slice(0, rejectedBodyLimit),
      error: error instanceof DomainError ? (error.internal ?? error.code) : 'verification failed',
    },
    select: { id: true },
  })
}

/** Gives the row its event id; of several deliveries of one event exactly one gets it, and the job with it. */
async function claim(ctx: BaseCtx, id: string, notice: ProviderNotice): Promise<boolean> {
  try {
    await inTransaction(platformDb, async (tx) => {
      await tx.webhookEvent.update({
        where: { id }, data: { eventId: notice.eventId, type: notice.type, objectId: notice.externalId, about: notice.about, checks: { signature: true, notDuplicate: true } },
        select: { id: true },
      })
      await enqueue(tx, ctx.clock, null, 'webhook.process', { id })
    })
    return true
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    await platformDb.webhookEvent.update({
      where: { id },
      data: { state: 'ignored', type: notice.type, objectId: notice.externalId, checks: { signature: true, notDuplicate: false }, error: `duplicate of event ${notice.eventId}` },
      select: { id: true },
    })
    return false
  }
}
