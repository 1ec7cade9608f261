import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { GetByIdInput } from '../schema'
import { openCase } from '../dunning/open-case'
import { releaseRedemptions } from '../coupons/redeem'
import { isUnderWay, releasePaid } from '../invoices/release-paid'
import { voidInvoice } from '../invoices/void-invoice'
import { activateSubscription } from './activate-subscription'
import { announceTrialEnd, endTrial } from './end-trial'
import { dueAct, type DueAct } from './due-act'
import { expireChange } from './expire-change'
import { dueFactsOf, owedInvoices, type HeldRow } from './holding'
import { renew } from './renew'
import { resumeByItself } from './resume-by-itself'
import { openUsagePeriod } from './service'
import { readVisit, type Visit } from './visit'

export type Settled =
  | 'activated' | 'expired' | 'change_expired' | 'trial_announced' | 'trial_ended' | 'ended' | 'paused' | 'renewed' | 'resumed' | 'past_due' | 'allowance' | 'nothing'

type Act = (ctx: ClientRun, row: HeldRow) => Promise<Settled>

const change = (ctx: ClientRun, id: string, data: object) =>
  ctx.db.subscription.update({ where: { clientId_id: { clientId: ctx.clientId, id } }, data: { ...data, updatedAt: ctx.clock.now() }, select: { id: true } })

async function done(ctx: ClientRun, id: string, did: Settled): Promise<Settled> {
  await ctx.record(id, { did })
  return did
}

/** The first invoice is paid, and what kept the subscription from starting may be gone by now. */
const activate: Act = async (ctx, row) => {
  const paid = row.invoices.find(({ paymentStatus, reason }) => paymentStatus === 'paid' && reason === 'subscription_create')
  if (!paid?.periodStart || !paid.periodEnd) return done(ctx, row.id, 'nothing')
  const activation = await activateSubscription(ctx.db, ctx.clock, ctx.clientId, row.id, { startsAt: paid.periodStart, endsAt: paid.periodEnd }, paid.id)
  return done(ctx, row.id, activation === 'activated' ? 'activated' : 'nothing')
}

/** Never paid whole: the order and its invoice are given up, and what was paid becomes credit. Money that is under way is waited for. */
const giveUp: Act = async (ctx, row) => {
  for (const { id } of row.invoices) if (await isUnderWay(ctx, id)) return done(ctx, row.id, 'nothing')
  for (const { id } of row.invoices) {
    await releasePaid(ctx, id)
    await voidInvoice(ctx, id)
  }
  await releaseRedemptions(ctx.db, ctx.clock, ctx.clientId, row.id)
  await change(ctx, row.id, { status: 'expired' })
  return done(ctx, row.id, 'expired')
}

const expireWaiting: Act = async (ctx, row) => {
  let isGivenUp = false
  for (const { id } of row.changes) isGivenUp = (await expireChange(ctx, id)) || isGivenUp
  return done(ctx, row.id, isGivenUp ? 'change_expired' : 'nothing')
}

const end: Act = async (ctx, row) => {
  await change(ctx, row.id, { status: 'canceled', canceledAt: ctx.clock.now() })
  return done(ctx, row.id, 'ended')
}

const pause: Act = async (ctx, row) => {
  await change(ctx, row.id, { status: 'paused' })
  return done(ctx, row.id, 'paused')
}

const fallPastDue: Act = async (ctx, row) => {
  await change(ctx, row.id, { status: 'past_due' })
  const now = ctx.clock.now()
  for (const invoice of owedInvoices(row)) if (invoice.dueAt && invoice.dueAt <= now) await openCase(ctx, { id: invoice.id, subscriptionId: row.id })
  return done(ctx, row.id, 'past_due')
}

const giveAllowance: Act = async (ctx, row) => {
  await openUsagePeriod(ctx.db, ctx.clock, ctx.clientId, row.id, ctx.clock.now())
  return done(ctx, row.id, 'allowance')
}

/** What a visit did, and whether the period that it began is over already. */
export type Settlement = { did: Settled; isBehind: boolean }

const acts: Record<Exclude<DueAct, 'renew'>, Act> = {
  activate, give_up: giveUp, expire_change: expireWaiting, announce_trial: announceTrialEnd, end_trial: endTrial, end, pause, resume: resumeByItself,
  fall_past_due: fallPastDue, allowance: giveAllowance, nothing: (ctx, row) => done(ctx, row.id, 'nothing'),
}

/** Whether a visit finds something to do: a month's allowance that is open already is nothing. */
export function isDue({ row, allowanceEndsAt }: Visit, now: Date): boolean {
  const act = dueAct(dueFactsOf(row), now)
  return act === 'allowance' ? allowanceEndsAt === null || allowanceEndsAt <= now : act !== 'nothing'
}

/** Does the one thing that is due on a subscription, read under its client's lock in this transaction. */
export async function settleVisited(ctx: ClientRun, visit: Visit): Promise<Settlement> {
  const now = ctx.clock.now()
  const act = dueAct(dueFactsOf(visit.row), now)
  if (act === 'renew') return { did: 'renewed', isBehind: (await renew(ctx, visit)) <= now }
  return { did: await acts[act](ctx, visit.row), isBehind: false }
}

/** Does the one thing that is due on a subscription at the context's time (see `dueAct`). Repeating it does nothing more. */
export const settleSubscription = command('billing.settleSubscription', GetByIdInput, async (ctx, { id }): Promise<Settled> => {
  await lockClient(ctx.db, ctx.clientId)
  return (await settleVisited(ctx, await readVisit(ctx, id))).did
})
