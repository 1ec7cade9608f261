import { cancelAct, uncancelAct } from '@/lib/domain/billing/subscriptions/cancel-subscription'
import { confirmAct } from '@/lib/domain/billing/subscriptions/change-subscription'
import { cancelNowPolicy, cancelNowSetting } from '@/lib/domain/billing/subscriptions/cancel-policy'
import { readHeld } from '@/lib/domain/billing/subscriptions/holding'
import { pauseAct, resumeAct } from '@/lib/domain/billing/subscriptions/pause-subscription'
import { actPreviewView } from '@/lib/domain/billing/subscriptions/preview-act'
import { quoteAct } from '@/lib/domain/billing/subscriptions/quote-act'
import { subscriptionFields, subscriptionView } from '@/lib/domain/billing/subscriptions/subscription-row'
import type { ActPreviewView } from '@/lib/domain/billing/subscriptions/view'
import type { SubscriptionView } from '@/lib/domain/billing/view'
import type { ClientRun, PlatformRun } from '@/lib/domain/context'
import { writeAuditEvent } from '@/lib/domain/events/record'
import { days } from '@/lib/kernel/clock'
import { billingCtxOf } from '@/lib/domain/billing/platform/billing-ctx'
import type { Db } from '@/lib/db/transaction'
import { invalidField, notFound } from '@/lib/kernel/error'
import { platformCommand, platformQuery } from '../../platform/command'
import { NoInput } from '../schema'
import { ChangeClientSubscriptionInput, PreviewClientSubscriptionInput, SetCancelPolicyInput } from './schema'
import type { z } from 'zod'

async function aliveOf(db: Db, clientId: string): Promise<string> {
  const row = await db.subscription.findFirst({ where: { clientId, status: { in: ['trialing', 'active', 'past_due', 'paused'] } }, select: { id: true } })
  if (!row) throw notFound('subscription')
  return row.id
}

/** What an act of staff would cost or give back to the client. Changes nothing. @throws DomainError not_found, invalid_state */
export const previewClientSubscription = platformQuery('admin.previewSubscription', PreviewClientSubscriptionInput, async (ctx, { id: clientId, ...input }): Promise<ActPreviewView> => {
  const { clock } = await billingCtxOf(ctx, clientId)
  const row = await readHeld(ctx.db, clientId, await aliveOf(ctx.db, clientId))
  return actPreviewView(await quoteAct(ctx.db, row, input, clock.now()))
})

type Input = z.output<typeof ChangeClientSubscriptionInput>

/** Nobody who pays is present: the invoice is mailed and has a week. */
const byMail = { lifeMs: days(7), startsPayment: false }

async function act(run: ClientRun, id: string, input: Input): Promise<unknown> {
  const { frozenAt, hash, reason } = input
  if (input.act === 'cancel') return cancelAct(run, { id, when: 'period_end', reason })
  if (input.act === 'cancel_now') return cancelAct(run, { id, when: 'now', reason, frozenAt, hash })
  if (input.act === 'uncancel') return uncancelAct(run, id)
  if (input.act === 'pause') return pauseAct(run, { id, kind: input.kind, resumesAt: input.resumesAt, frozenAt, hash })
  if (!frozenAt || !hash) throw invalidField(frozenAt ? 'hash' : 'frozenAt', 'required')
  if (input.act === 'resume') return resumeAct(run, { id, frozenAt, hash, saveMethod: false }, byMail)
  const { planCode, interval, quantity } = input
  return confirmAct(run, { id, act: 'change', frozenAt, hash, ...(planCode ? { planCode } : {}), ...(interval ? { interval } : {}), ...(quantity ? { quantity } : {}) }, byMail)
}

/** The staff's act inside the client: same rules, same price, kept in the client's own history under the staff's name with the reason. */
async function inClient(ctx: PlatformRun, clientId: string, input: Input): Promise<ClientRun> {
  const { clock, locale } = await billingCtxOf(ctx, clientId)
  const record: ClientRun['record'] = async (objectId, data = {}) =>
    writeAuditEvent(ctx, ctx.db, { action: 'admin.changeSubscription', clientId, objectId, data: { ...data, reason: input.reason } })
  return { ...ctx, clientId, isSuspended: false, clock, locale, record }
}

/**
 * Staff change, end, keep, pause or resume a client's subscription, as previewed and with a reason. What costs the client something is
 * invoiced and applied once it is paid; only staff can stop the collection of money.
 * @throws DomainError not_found, invalid_state, stale_preview (with a new preview)
 */
export const changeClientSubscription = platformCommand('admin.changeSubscription', ChangeClientSubscriptionInput, async (ctx, input): Promise<SubscriptionView> => {
  const id = await aliveOf(ctx.db, input.id)
  await ctx.record(input.id, { subscriptionId: id, act: input.act, reason: input.reason })
  await act(await inClient(ctx, input.id, input), id, input) // may issue a number, so it comes last
  return subscriptionView(await ctx.db.subscription.findUniqueOrThrow({ where: { clientId_id: { clientId: input.id, id } }, select: subscriptionFields }))
})

/** What ending a paid period today gives back, from now on: the unused rest, or nothing. */
export const setCancelPolicy = platformCommand('admin.setCancelPolicy', SetCancelPolicyInput, async (ctx, { policy }): Promise<{ policy: 'credit' | 'nothing' }> => {
  const updatedAt = ctx.clock.now()
  await ctx.db.setting.upsert({ where: { key: cancelNowSetting }, create: { key: cancelNowSetting, value: policy, updatedAt }, update: { value: policy, updatedAt } })
  await ctx.record(cancelNowSetting, { policy })
  return { policy }
})

export const getCancelPolicy = platformQuery('admin.getCancelPolicy', NoInput, async ({ db }): Promise<{ policy: 'credit' | 'nothing' }> => ({ policy: await cancelNowPolicy(db) }))
