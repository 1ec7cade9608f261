import { minutes } from '@/lib/kernel/clock'
import { longestAnswerMs } from '@/lib/providers/inference/types'
import type { Handover } from './handover'
import type { Presence } from './presence'

/** How long a server is read on after its client has gone. */
export const drainMs = minutes(1)

/** Ends the reading of a server when its time is over, however it came to that. */
export class StreamPatience {
  /** Why the server was cut off, if it was: the client left it too long to end, or nobody waits this long. */
  over: 'drained' | 'too_long' | undefined
  private drainTimer: NodeJS.Timeout | undefined
  private readonly deadline: NodeJS.Timeout

  constructor(private readonly signal: Presence, private readonly out: Handover, private readonly cancel: () => void) {
    this.deadline = setTimeout(() => { out.hurry(); this.stop('too_long') }, longestAnswerMs)
    if (signal.aborted) this.leave()
    else signal.addEventListener('abort', this.leave, { once: true })
  }

  /** @param isRead whether the server has ended by itself: then there is nothing to cut off */
  end(isRead: boolean): void {
    clearTimeout(this.drainTimer)
    clearTimeout(this.deadline)
    this.signal.removeEventListener('abort', this.leave)
    if (!isRead) this.cancel()
  }

  private readonly leave = (): void => {
    this.out.abandon()
    this.drainTimer = setTimeout(() => this.stop('drained'), drainMs)
  }

  private stop(why: 'drained' | 'too_long'): void {
    this.over = why
    this.cancel()
  }
}
