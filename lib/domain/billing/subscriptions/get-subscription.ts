import { query } from '@/lib/domain/command'
import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { notFound } from '@/lib/kernel/error'
import { GetByIdInput, ListSubscriptionsInput } from '../schema'
import { subscriptionFields, subscriptionView } from './subscription-row'
import type { SubscriptionView } from '../view'

/** One subscription. @throws DomainError not_found */
export const getSubscription = query('billing.getSubscription', GetByIdInput, async (ctx, { id }): Promise<SubscriptionView> => {
  const row = await ctx.db.subscription.findUnique({ where: { clientId_id: { clientId: ctx.clientId, id } }, select: subscriptionFields })
  if (!row) throw notFound('subscription')
  return subscriptionView(row)
})

/** The client's subscriptions, newest first; at most one of them is alive. */
export const listSubscriptions = query('billing.listSubscriptions', ListSubscriptionsInput, async (ctx, input): Promise<Page<SubscriptionView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await ctx.db.subscription.findMany({ ...paging, where: { ...where, clientId: ctx.clientId }, select: subscriptionFields })
  return toPage(rows, input.limit, subscriptionView)
})
