import { pool } from '@/lib/db/pool'
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

export type HoldRow = Funding & { request: HeldRequest; id: string; clientId: string; usagePeriodId: string; walletId: string | null; expiresAt: Date }

/** Takes a hold where everything it asks for is still there. @returns false when it is not (plan again) */
export async function takeHold(hold: HoldRow): Promise<boolean> {
  const { rows } = await pool().query<{ taken: boolean }>({
    name: 'hold_take',
    text: 'SELECT hold_take($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb) AS taken',
    values: [hold.id, hold.clientId, hold.usagePeriodId, hold.walletId, hold.allowanceTokens, hold.walletPicos, hold.overagePicos, hold.expiresAt, JSON.stringify(hold.request)],
  })
  return rows[0]?.taken ?? false
}

const asJson = (record: UsageRecord): string =>
  JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

async function close(holdId: string, state: 'settled' | 'released', taken: Funding, record: UsageRecord): Promise<boolean> {
  const { rows } = await pool().query<{ closed: boolean }>({
    name: 'hold_settle',
    text: 'SELECT hold_settle($1, $2, $3, $4, $5, $6::jsonb) AS closed',
    values: [holdId, state, taken.allowanceTokens, taken.walletPicos, taken.overagePicos, asJson(record)],
  })
  return rows[0]?.closed ?? false
}

/** Takes what was used out of the hold and writes the usage row. @returns false when the hold was closed before */
export const settleHold = (holdId: string, taken: Funding, record: UsageRecord): Promise<boolean> => close(holdId, 'settled', taken, record)

/** Gives the whole hold back: the request cost nothing, and its usage row says why. */
export const releaseHold = (holdId: string, record: UsageRecord): Promise<boolean> =>
  close(holdId, 'released', { allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n }, record)

/**
 * Gives back holds whose request never ended here because the process died; each leaves a usage row that says so.
 * @returns how many were released
 */
export async function releaseForgotten(now: Date): Promise<number> {
  const { rows } = await pool().query<{ closed: boolean }>({
    name: 'release_forgotten',
    text: `SELECT hold_settle(h."id", 'released', 0, 0, 0, h."request" || '{"upstreamId": null, "status": "error", "httpStatus": 503, "errorCode": "hold_expired",
             "isEstimated": false, "inputTokens": 0, "cachedTokens": 0, "outputTokens": 0, "costPicos": 0, "latencyMs": 0, "firstTokenMs": null, "attempts": 1}'::jsonb) AS closed
             FROM (SELECT "id", "request" FROM "Hold" WHERE "state" = 'open' AND "expiresAt" < $1 ORDER BY "id" LIMIT 500) h`,
    values: [now],
  })
  return rows.filter((row) => row.closed).length
}
