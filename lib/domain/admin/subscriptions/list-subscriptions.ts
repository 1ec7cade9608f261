import type { Prisma } from '@/lib/db/generated/client'
import { subscriptionFields, subscriptionView } from '@/lib/domain/billing/subscriptions/subscription-row'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { notFound } from '@/lib/kernel/error'
import { platformQuery } from '../../platform/command'
import { actorNames } from '../../events/actor-names'
import { containing, pageOf } from '../page-of'
import { customPricesOf } from './custom-price'
import { GetSubscriptionInput, ListSubscriptionsInput } from './schema'
import type { AdminSubscriptionDetailView, AdminSubscriptionView } from './view'

const fields = {
  ...subscriptionFields,
  clientId: true, client: { select: { name: true } },
  planVersion: { select: { name: true, version: true, plan: { select: { code: true } } } },
} as const satisfies Prisma.SubscriptionSelect
type Row = Prisma.SubscriptionGetPayload<{ select: typeof fields }>

const view = ({ client, clientId, ...row }: Row): AdminSubscriptionView => ({ ...subscriptionView(row), clientId, clientName: client.name, planVersion: row.planVersion.version })

/** Subscriptions of all clients, newest first. */
export const listAllSubscriptions = platformQuery('admin.listSubscriptions', ListSubscriptionsInput, async ({ db }, { q, status, planCode, ...page }) =>
  pageOf(page, ({ where, ...args }) => db.subscription.findMany({
    ...args, select: fields,
    where: {
      AND: [where, q ? { OR: [{ id: q }, { clientId: q }, { client: { name: containing(q) } }] } : {}],
      ...(status ? { status } : {}), ...(planCode ? { planVersion: { plan: { code: planCode } } } : {}),
    },
  }), view))

/** One subscription with what was billed for it, the client's own prices and its history. @throws DomainError not_found */
export const getAnySubscription = platformQuery('admin.getSubscription', GetSubscriptionInput, async ({ db }, { id }): Promise<AdminSubscriptionDetailView> => {
  const row = await db.subscription.findUnique({ where: { id }, select: fields })
  if (!row) throw notFound('subscription')
  const [spans, customPrices, events] = await Promise.all([
    db.serviceSpan.findMany({
      where: { subscriptionId: id }, orderBy: { startsAt: 'desc' }, take: 50,
      select: { id: true, planVersionId: true, quantity: true, startsAt: true, endsAt: true, netMinor: true, creditedMinor: true, invoiceId: true },
    }),
    customPricesOf(db, row.clientId),
    db.auditEvent.findMany({
      where: { objectId: id }, orderBy: { id: 'desc' }, take: 50, select: { id: true, action: true, actorKind: true, actorId: true, data: true, createdAt: true },
    }),
  ])
  const versions = await db.planVersion.findMany({ where: { id: { in: spans.map(({ planVersionId }) => planVersionId) } }, select: { id: true, name: true } })
  const names = await actorNames(db, events)
  return {
    ...view(row), customPrices,
    spans: spans.map(({ planVersionId, ...span }) => ({ ...span, planName: LocalizedTextView.parse(versions.find((one) => one.id === planVersionId)?.name) })),
    events: events.map(({ createdAt: at, actorId, data, ...event }) => ({
      ...event, at, actorName: names.get(actorId ?? '') ?? null, data: typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {},
    })),
  }
})
