import { SharedBreaker } from '@/lib/db/shared-breaker'

/** Servers that fail are cut off for 5 seconds at first, for a minute at most. */
export const upstreamBreaker = new SharedBreaker({ table: 'UpstreamBreaker', key: 'upstreamId', firstOpenSeconds: 5, longestOpenSeconds: 60 })
