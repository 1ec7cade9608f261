import { days, plus } from '@/lib/kernel/clock'

/** Days from one try to the next; the first counts from the failure (or the due date) that opened the case. */
export const retryGapsDays = [2, 5, 7, 7] as const
/** Service goes on this long: up to the last try. */
export const graceDays = 21
/** A suspended service is kept this long before it ends for good. */
export const keptDays = 30

export type Schedule = { retries: Date[]; suspendAt: Date; deleteAt: Date }

/** Everything that will happen to an unpaid invoice, from the instant it was first not paid: tries after 2, 7, 14 and 21 days. */
export function scheduleFrom(since: Date): Schedule {
  const retries = retryGapsDays.map((_gap, at) => plus(since, days(retryGapsDays.slice(0, at + 1).reduce((sum, gap) => sum + gap, 0))))
  const suspendAt = plus(since, days(graceDays))
  return { retries, suspendAt, deleteAt: plus(suspendAt, days(keptDays)) }
}

/** The first try of the schedule that is still to come after `step` of them were made; null when none is. One that ran late pushes none of the others. */
export const nextRetry = (since: Date, step: number, now: Date): Date | null =>
  scheduleFrom(since).retries.slice(step).find((at) => at > now) ?? null

export type CaseFacts = {
  state: string
  nextRetryAt: Date | null
  suspendAt: Date
  deleteAt: Date
}

export type CaseStep = 'retry' | 'suspend' | 'end' | 'nothing'

/** The one thing that is due on a case; a try comes before the suspension of the same instant, so that it can prevent it. */
export function caseStep({ state, nextRetryAt, suspendAt, deleteAt }: CaseFacts, now: Date): CaseStep {
  if (state !== 'open' && state !== 'suspended') return 'nothing'
  if (nextRetryAt && nextRetryAt <= now) return 'retry'
  if (deleteAt <= now) return 'end'
  return state === 'open' && suspendAt <= now ? 'suspend' : 'nothing'
}
