import { plus } from '@/lib/kernel/clock'
import type { AttemptState } from '@/lib/providers/payments/types'
import { isOpenAttempt } from '../attempt-state'
import { watchMs } from './issue-address'

export type CoinFacts = {
  /** What is in the books of this attempt. */
  broughtMinor: bigint
  /** What the invoice still asks for. */
  owedMinor: bigint
  isUnderWay: boolean
  /** Another attempt at the invoice is open: there is never a second. */
  hasOther: boolean
  wasReversed: boolean
  watchEnds: readonly Date[]
  startedAt: Date
  now: Date
}

/** Nobody waits for these coins any more; should they come all the same, they are booked. */
export const isWatchOver = ({ watchEnds, startedAt, now }: Pick<CoinFacts, 'watchEnds' | 'startedAt' | 'now'>): boolean =>
  [plus(startedAt, watchMs), ...watchEnds].every((end) => end <= now)

/**
 * How an attempt with coins stands. Unlike a provider's word this may go back: coins on their way can vanish, and a reorganisation
 * takes back what was booked. An attempt that ended with something in the books has succeeded, for that much.
 */
export function coinState(from: AttemptState, facts: CoinFacts): AttemptState {
  const { broughtMinor, owedMinor, isUnderWay, hasOther } = facts
  if (isOpenAttempt(from)) {
    if (broughtMinor > 0n && owedMinor === 0n) return 'succeeded'
    if (isUnderWay) return 'processing'
    if (isWatchOver(facts)) return broughtMinor > 0n ? 'succeeded' : 'expired'
    return from === 'created' ? from : 'awaiting_customer'
  }
  if (broughtMinor > 0n) return 'succeeded'
  if (isUnderWay && !hasOther && owedMinor > 0n) return 'processing'
  return from === 'succeeded' || facts.wasReversed ? 'failed' : from
}
