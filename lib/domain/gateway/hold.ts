import type { UtcWindow } from '@/lib/kernel/utc-window'
import type { Funding } from './funding'

/** One relayed request as it is kept; the ids of client, period and hold come from the hold itself. */
export type UsageRecord = {
  keyId: string | null
  userId: string | null
  modelId: string
  modelSlug: string
  upstreamId: string | null
  modelPriceId: string
  endpoint: 'chat' | 'completions' | 'embeddings'
  source: 'api' | 'playground'
  isStream: boolean
  status: 'ok' | 'error' | 'canceled'
  httpStatus: number
  errorCode: string | null
  isEstimated: boolean
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  currency: string
  costPicos: bigint
  latencyMs: number
  firstTokenMs: number | null
  attempts: number
  createdAt: Date
}

/** What is known of a request before it is forwarded. */
export type HeldRequest = Pick<UsageRecord, 'keyId' | 'userId' | 'modelId' | 'modelSlug' | 'modelPriceId' | 'endpoint' | 'source' | 'isStream' | 'currency' | 'createdAt'>

/**
 * `keyPicos` is what the request is worth at list price: what it holds of its key's spend caps, where the key has any.
 * `version`: of the kept facts it was planned by; it is only taken where they are still of this version.
 */
export type HoldRow = Funding & { version?: number | undefined; request: HeldRequest; id: string; clientId: string; usagePeriodId: string | null; walletId: string | null; keyId: string | null; keyPicos: bigint; expiresAt: Date }

/** `funds`: period or wallet no longer has what is asked (plan again); a window: that cap of the key would be passed. */
export type HoldVerdict = 'taken' | 'funds' | UtcWindow

/** A hold's end: what was used is taken out of it, or all of it goes back. */
export type Closing = { id: string; taken: Funding; record: UsageRecord }
