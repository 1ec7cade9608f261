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

export type HoldRow = Funding & { id: string; clientId: string; usagePeriodId: string; walletId: string | null; expiresAt: Date }

/** Takes a hold where everything it asks for is still there. @returns false when it is not (plan again) */
export async function takeHold(hold: HoldRow): Promise<boolean> {
  const { rows } = await pool().query<{ taken: boolean }>({
    name: 'hold_take',
    text: 'SELECT hold_take($1, $2, $3, $4, $5, $6, $7, $8) AS taken',
    values: [hold.id, hold.clientId, hold.usagePeriodId, hold.walletId, hold.allowanceTokens, hold.walletPicos, hold.overagePicos, hold.expiresAt],
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
