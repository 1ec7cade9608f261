import { SharedBreaker, type BreakerReason } from '@/lib/db/shared-breaker'
import { isId } from '@/lib/kernel/id'

/** A private instance is watched by its manager, and nobody else is asked in its place: nothing is held against it here. */
class UpstreamsBreaker extends SharedBreaker {
  override async noteFailure(id: string, reason: BreakerReason, retryAfterSeconds: number | null = null): Promise<void> {
    if (!isId('ins', id)) await super.noteFailure(id, reason, retryAfterSeconds)
  }
}

/** Servers that fail are cut off for 5 seconds at first, for a minute at most. */
export const upstreamBreaker = new UpstreamsBreaker({ table: 'UpstreamBreaker', key: 'upstreamId', firstOpenSeconds: 5, longestOpenSeconds: 60 })
