import { query } from '@/lib/domain/command'
import { notFound } from '@/lib/kernel/error'
import { SubscriptionHistoryInput } from './schema'
import type { SubscriptionEventView } from './view'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
/** Visits on which nothing but the month's allowance was due. */
const isNews = (data: unknown): boolean => !(isRecord(data) && (data.did === 'allowance' || data.did === 'nothing'))

/** What happened to a subscription and by whom, newest first. @throws DomainError not_found */
export const subscriptionHistory = query('billing.subscriptionHistory', SubscriptionHistoryInput, async ({ db, clientId }, { id, limit }): Promise<{ data: SubscriptionEventView[]; nextCursor: null }> => {
  if ((await db.subscription.count({ where: { id, clientId } })) === 0) throw notFound('subscription')
  const rows = await db.auditEvent.findMany({
    where: { clientId, objectId: id }, orderBy: { id: 'desc' }, take: limit * 2, select: { id: true, action: true, actorKind: true, actorId: true, data: true, createdAt: true },
  })
  const people = await db.user.findMany({ where: { id: { in: rows.flatMap(({ actorId }) => (actorId ? [actorId] : [])) } }, select: { id: true, name: true, staffRole: true } })
  const nameOf = (actorId: string | null): string | null => people.find(({ id: user, staffRole }) => user === actorId && !staffRole)?.name ?? null
  const data = rows.filter(({ data: about }) => isNews(about)).slice(0, limit).map(({ createdAt: at, actorId, data: about, ...row }) => ({
    ...row, at, actorName: nameOf(actorId), data: isRecord(about) ? about : {},
  }))
  return { data, nextCursor: null }
})
