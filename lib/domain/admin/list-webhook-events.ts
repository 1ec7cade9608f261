import type { Prisma } from '@/lib/db/generated/client'
import { DomainError, notFound } from '@/lib/kernel/error'
import { platformCommand, platformQuery } from '../platform/command'
import { paymentFields, paymentView } from './invoice-row'
import { pageOf } from './page-of'
import { ById, ListWebhookEventsInput } from './schema'
import { webhookChecks, type WebhookDetailView } from './view'

export const webhookRowFields = {
  id: true, provider: true, mode: true, eventId: true, type: true, objectId: true, state: true, attempts: true, error: true, receivedAt: true, processedAt: true,
} as const satisfies Prisma.WebhookEventSelect

/** What payment providers told us, newest first. */
export const listWebhookEvents = platformQuery('admin.listWebhookEvents', ListWebhookEventsInput, async ({ db }, { state, provider, ...page }) =>
  pageOf(page, ({ where, ...args }) => db.webhookEvent.findMany({
    ...args, where: { AND: [where, state ? { state } : {}, provider ? { provider } : {}] }, select: webhookRowFields,
  }), (row) => row))

function checksOf(stored: unknown): WebhookDetailView['checks'] {
  const known = typeof stored === 'object' && stored !== null ? stored : {}
  const answer = (name: string): boolean | null => {
    const value: unknown = Reflect.get(known, name)
    return typeof value === 'boolean' ? value : null
  }
  return Object.fromEntries(webhookChecks.map((name) => [name, answer(name)])) as WebhookDetailView['checks']
}

/** One notice with the five checks it went through and the payment it is about. @throws DomainError not_found */
export const getWebhookEvent = platformQuery('admin.getWebhookEvent', ById, async ({ db }, { id }): Promise<WebhookDetailView> => {
  const row = await db.webhookEvent.findUnique({ where: { id }, select: { ...webhookRowFields, checks: true, body: true } })
  if (!row) throw notFound('webhook event')
  const payment = row.objectId === null ? null : await db.payment.findUnique({
    where: { provider_mode_externalId: { provider: row.provider, mode: row.mode, externalId: row.objectId } }, select: paymentFields,
  })
  return { ...row, checks: checksOf(row.checks), payment: payment ? paymentView(payment) : null }
})

/** Genuine notices may be acted on again: the provider is asked anew, and what was booked is never booked twice. */
const replayable = ['received', 'failed', 'processed']

/**
 * Puts a notice back at the start of its processing.
 * @throws DomainError not_found, invalid_state when it was never proven genuine or is a duplicate of another
 */
export const replayWebhookEvent = platformCommand('admin.replayWebhookEvent', ById, async (ctx, { id }) => {
  const row = await ctx.db.webhookEvent.findUnique({ where: { id }, select: { state: true, objectId: true } })
  if (!row) throw notFound('webhook event')
  if (!replayable.includes(row.state) || row.objectId === null) throw new DomainError('invalid_state')
  const updated = await ctx.db.webhookEvent.update({ where: { id }, data: { state: 'received', error: null }, select: webhookRowFields })
  await ctx.enqueue('webhook.process', { id })
  await ctx.record(id, { from: row.state })
  return updated
})
