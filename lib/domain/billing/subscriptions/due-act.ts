import { days, minutes, plus } from '@/lib/kernel/clock'

/** An unpaid first invoice is given up after a day, with its subscription; one at a trial's end after three. */
export const firstPaymentLifeMs = days(1)
export const trialPaymentLifeMs = days(3)
/** A renewal may be paid this long before the subscription counts as past due; from then on its arrears have a case of their own. */
export const renewalDueMs = days(7)
/** A change waits this long for its payment, and never beyond the end of the period it belongs to. */
export const changeLifeMs = minutes(60)
/** A trial is announced to end this long before; a shorter one as soon as it begins. */
export const trialNoticeMs = days(3)

/** What the clock needs to know about a subscription. */
export type DueFacts = {
  status: string
  createdAt: Date
  currentPeriodEnd: Date | null
  trialEndsAt: Date | null
  trialNoticeSentAt: Date | null
  cancelAtPeriodEnd: boolean
  pauseKind: string | null
  resumesAt: Date | null
  /** Arrears stop the service: no period begins meanwhile. */
  serviceSuspendedAt?: Date | null
  collectsFrom: Date | null
  /** The change that waits for its payment. */
  changeExpiresAt: Date | null
  /** Its open invoices. */
  invoices: readonly { isPaid: boolean; dueAt: Date | null }[]
}

/**
 * The one thing that is due:
 * activate or give_up an unpaid beginning · expire_change · announce_trial · end_trial · end · pause · renew · resume ·
 * fall_past_due · allowance (what a running subscription gets on every visit) · nothing
 */
export type DueAct =
  | 'activate' | 'give_up' | 'expire_change' | 'announce_trial' | 'end_trial' | 'end' | 'pause' | 'renew' | 'resume' | 'fall_past_due'
  | 'allowance' | 'nothing'

const isOver = (at: Date | null, now: Date): boolean => at !== null && at <= now

/** The day from which something has been owed too long, or null. Nothing is overdue while collecting is paused, or soon after. */
function overdueSince({ pauseKind, collectsFrom, invoices }: DueFacts, now: Date): Date | null {
  if (pauseKind === 'collection') return null
  const since = invoices.flatMap(({ isPaid, dueAt }) => (isPaid || !dueAt ? [] : [collectsFrom && collectsFrom > dueAt ? collectsFrom : dueAt]))
  const oldest = since.sort((a, b) => a.getTime() - b.getTime())[0] ?? null
  return isOver(oldest, now) ? oldest : null
}

function dueOfTrial(facts: DueFacts, now: Date): DueAct {
  const { trialEndsAt, trialNoticeSentAt, cancelAtPeriodEnd } = facts
  if (isOver(trialEndsAt, now)) return cancelAtPeriodEnd ? 'end' : 'end_trial'
  const isToAnnounce = trialEndsAt !== null && trialNoticeSentAt === null && !cancelAtPeriodEnd
  return isToAnnounce && plus(trialEndsAt, -trialNoticeMs) <= now ? 'announce_trial' : 'allowance'
}

/** Decides what is due on a subscription. Pure, so that a year of billing replays in a moment; each act makes the next visit decide anew. */
export function dueAct(facts: DueFacts, now: Date): DueAct {
  const { status, currentPeriodEnd, cancelAtPeriodEnd, pauseKind } = facts
  if (status === 'incomplete') {
    if (facts.invoices.some(({ isPaid }) => isPaid)) return 'activate'
    const limit = facts.trialEndsAt ? plus(facts.trialEndsAt, trialPaymentLifeMs) : plus(facts.createdAt, firstPaymentLifeMs)
    return isOver(limit, now) ? 'give_up' : 'nothing'
  }
  if (isOver(facts.changeExpiresAt, now)) return 'expire_change'
  if (status === 'paused') return isOver(facts.resumesAt, now) && facts.changeExpiresAt === null ? 'resume' : 'nothing'
  if (status === 'trialing') return dueOfTrial(facts, now)
  if (status !== 'active' && status !== 'past_due') return 'nothing'
  const overdue = overdueSince(facts, now)
  if (isOver(currentPeriodEnd, now)) return cancelAtPeriodEnd ? 'end' : facts.serviceSuspendedAt ? 'nothing' : pauseKind === 'service_at_end' ? 'pause' : 'renew'
  if (overdue && status === 'active') return 'fall_past_due'
  return 'allowance'
}
