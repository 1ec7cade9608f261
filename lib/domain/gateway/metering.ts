import { setTimeout as sleep } from 'node:timers/promises'
import { isConnectionLoss, isUndone } from '@/lib/db/connection-loss'
import { pool } from '@/lib/db/pool'
import { minutes } from '@/lib/kernel/clock'
import { log } from '@/lib/log'
import type { LimitRule } from '@/lib/providers/limits/types'
import type { Funding } from './funding'
import type { Closing, HoldRow, HoldVerdict, UsageRecord } from './hold'
import { askHold, closeHold, type HoldAnswer } from './hold-queue'

/** Takes a hold where everything it asks for is still there; what is asked for in one moment shares a statement. */
export async function takeHold(hold: HoldRow): Promise<HoldVerdict> {
  const { verdict } = await takeHoldWithin(hold, [])
  return verdict ?? 'funds'
}

/** The same where these limits have room for it, in one statement; without a verdict where they have not. */
export const takeHoldWithin = (hold: HoldRow, rules: readonly LimitRule[]): Promise<HoldAnswer> => askHold(hold, rules).catch((error: unknown) => {
  if (isUndone(error)) return askHold(hold, rules)
  if (isConnectionLoss(error)) void releaseUnknown(hold)
  throw error
})

/** Nobody knows whether this hold was taken before the connection broke: it is given back, should it be there. */
async function releaseUnknown({ id, request }: HoldRow): Promise<void> {
  const record: UsageRecord = {
    ...request, upstreamId: null, status: 'error', httpStatus: 503, errorCode: 'unavailable', isEstimated: false, inputTokens: 0, cachedTokens: 0, outputTokens: 0,
    costPicos: 0n, latencyMs: 0, firstTokenMs: null, attempts: 0,
  }
  await releaseHold(id, record).catch((error: unknown) => log.error({ requestId: id, err: error }, 'a hold of unknown state was left to the sweep'))
}

/** A database that is away is waited for as long as the hold lives; after that the sweep has it. */
const longestWaitMs = minutes(12)

/** Closing is idempotent, so a lost connection is simply met again: what was used is billed once, however often it is told. */
function close(closing: Closing): Promise<boolean> {
  const started = performance.now()
  const again = (waitMs: number) => async (error: unknown): Promise<boolean> => {
    const isWorthWaiting = (isConnectionLoss(error) || isUndone(error)) && performance.now() - started < longestWaitMs
    if (!isWorthWaiting) throw error
    log.warn({ requestId: closing.id, err: error }, 'the database is away: settling waits')
    await sleep(waitMs * (0.5 + Math.random()))
    return closeHold(closing).catch(again(Math.min(waitMs * 2, 2_000)))
  }
  return closeHold(closing).catch(again(50))
}

/** Takes what was used out of the hold and writes the usage row. @returns false when the hold was closed before */
export const settleHold = (id: string, taken: Funding, record: UsageRecord): Promise<boolean> => close({ id, taken, record })

/** Gives the whole hold back: the request cost nothing, and its usage row says why. */
export const releaseHold = (id: string, record: UsageRecord): Promise<boolean> =>
  close({ id, taken: { allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n }, record })

/**
 * Gives back holds whose request never ended here because the process died; each leaves a usage row that says so.
 * @returns how many were released
 */
export async function releaseForgotten(now: Date): Promise<number> {
  const { rows } = await pool().query<{ closed: boolean }>({
    name: 'release_forgotten',
    text: `SELECT s.closed FROM hold_settle_many((
             SELECT coalesce(jsonb_agg(jsonb_build_object('event', jsonb_build_object('id', h."id", 'createdAt', h."createdAt") || h."request" || '{"upstreamId": null, "status": "error", "httpStatus": 503,
               "errorCode": "hold_expired", "isEstimated": false, "inputTokens": 0, "cachedTokens": 0, "outputTokens": 0, "costPicos": 0, "allowanceTokens": 0, "walletPicos": 0, "overagePicos": 0,
               "latencyMs": 0, "firstTokenMs": null, "attempts": 1}'::jsonb)), '[]')
             FROM (SELECT "id", "createdAt", "request" FROM "Hold" WHERE "expiresAt" < $1 ORDER BY "expiresAt" LIMIT 500) h)) s`,
    values: [now],
  })
  return rows.filter((row) => row.closed).length
}
