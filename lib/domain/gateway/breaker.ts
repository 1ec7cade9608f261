import { pool } from '@/lib/db/pool'
import { log } from '@/lib/log'

/** Why a server is cut off: it keeps failing, refuses our secret or account, or asked to be left alone. */
export type BreakerReason = 'failing' | 'unauthorized' | 'busy'
/** `closed` = use it, `open` = leave it alone, `half_open` = one request at a time may try. */
export type BreakerState = 'closed' | 'open' | 'half_open'

/** So many failures in a row, counted over all processes, cut a server off. */
export const failuresToOpen = 5
const firstOpenSeconds = 5
const longestOpenSeconds = 60
/** A server that refuses our secret is asked again this often, should somebody have mended it over there. */
const unauthorizedSeconds = 60
/** Between two probes of a server that may have healed. */
const probeEverySeconds = 2
/** What other processes found out is known here after this long. */
const freshMs = 1_000

type Standing = { isOpened: boolean; openUntilMs: number }
let standings = new Map<string, Standing>()
let readAtMs = -Infinity
let reading: Promise<void> | undefined

type Row = { upstreamId: string; seconds: number | null }
const standingOf = ({ seconds }: Row): Standing => ({ isOpened: seconds !== null, openUntilMs: performance.now() + Number(seconds ?? 0) * 1000 })

/** Reads how all servers stand. One that cannot be read keeps its last known standing. */
export async function refreshBreakers(): Promise<void> {
  reading ??= pool().query<Row>({ name: 'breakers', text: 'SELECT "upstreamId", extract(epoch FROM "openUntil" - clock_timestamp())::float8 AS seconds FROM "UpstreamBreaker"' })
    .then(({ rows }) => { standings = new Map(rows.map((row) => [row.upstreamId, standingOf(row)])) })
    .catch((error: unknown) => log.warn({ err: error }, 'the standing of the servers could not be read'))
    .finally(() => { [reading, readAtMs] = [undefined, performance.now()] })
  return reading
}

/** How these servers stand, at most a second old. */
export async function breakerStates(upstreamIds: readonly string[]): Promise<BreakerState[]> {
  if (performance.now() - readAtMs > freshMs) await refreshBreakers()
  const now = performance.now()
  return upstreamIds.map((id) => {
    const standing = standings.get(id)
    if (!standing?.isOpened) return 'closed'
    return standing.openUntilMs > now ? 'open' : 'half_open'
  })
}

/** Seconds until the first of these may be tried again. */
export const secondsUntilProbe = (upstreamIds: readonly string[]): number =>
  Math.max(1, Math.min(...upstreamIds.map((id) => ((standings.get(id)?.openUntilMs ?? 0) - performance.now()) / 1000)))

/** Claims the next probe of a server that may have healed; of all processes one gets it. */
export async function claimProbe(upstreamId: string): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'breaker_probe',
    text: `UPDATE "UpstreamBreaker" SET "probeUntil" = clock_timestamp() + $2 * interval '1 second'
            WHERE "upstreamId" = $1 AND "openUntil" <= clock_timestamp() AND ("probeUntil" IS NULL OR "probeUntil" <= clock_timestamp())`,
    values: [upstreamId, probeEverySeconds],
  })
  return rowCount === 1
}

const opens = `($3::float8 IS NOT NULL OR b."failures" + 1 >= $4 OR b."openUntil" IS NOT NULL)`
const failText = `
  INSERT INTO "UpstreamBreaker" AS b ("upstreamId", "failures", "openings", "openUntil", "reason", "updatedAt")
  VALUES ($1, 1, ($3::float8 IS NOT NULL)::int, clock_timestamp() + $3::float8 * interval '1 second', CASE WHEN $3::float8 IS NOT NULL THEN $2 END, clock_timestamp())
  ON CONFLICT ("upstreamId") DO UPDATE SET "failures" = b."failures" + 1, "openings" = b."openings" + ${opens}::int, "updatedAt" = clock_timestamp(), "probeUntil" = NULL,
    "openUntil" = CASE WHEN ${opens} THEN clock_timestamp() + coalesce($3::float8, least($5 * 2 ^ least(b."openings", 10), $6)) * interval '1 second' END,
    "reason" = CASE WHEN ${opens} THEN $2 END
  WHERE b."openUntil" IS NULL OR b."openUntil" <= clock_timestamp()
  RETURNING "upstreamId", extract(epoch FROM "openUntil" - clock_timestamp())::float8 AS seconds`

/**
 * Takes note of a failure. Enough of them in a row, one of a probe, a refused secret or a wish to be left alone cut the
 * server off, each time for longer.
 * @param retryAfterSeconds how long the server asked to be left alone
 */
export async function noteFailure(upstreamId: string, reason: BreakerReason, retryAfterSeconds: number | null = null): Promise<void> {
  if (reason === 'busy' && retryAfterSeconds === null) return // busy without a time: the next one is asked, this one is not cut off
  const seconds = reason === 'unauthorized' ? unauthorizedSeconds : reason === 'busy' ? Math.min(Math.max(retryAfterSeconds ?? 0, 1), longestOpenSeconds) : null
  const values = [upstreamId, reason, seconds, failuresToOpen, firstOpenSeconds, longestOpenSeconds]
  await pool().query<Row>({ name: 'breaker_failed', text: failText, values })
    .then(({ rows: [row] }) => {
      if (!row) return
      standings.set(upstreamId, standingOf(row))
      if (row.seconds !== null) log.warn({ upstreamId, reason, seconds: Math.round(row.seconds) }, 'upstream cut off')
    })
    .catch((error: unknown) => log.warn({ upstreamId, err: error }, 'a failure could not be noted'))
}

/** Takes note that a server begins to answer: one that was cut off is used again; what else it did waits for the answer's end. */
export async function noteAnswering(upstreamId: string): Promise<void> {
  if (standings.get(upstreamId)?.isOpened) await noteSuccess(upstreamId)
}

/** Takes note that a server answered to the end: costs nothing unless it was known to fail. */
export async function noteSuccess(upstreamId: string): Promise<void> {
  const known = standings.get(upstreamId)
  if (!known) return
  standings.delete(upstreamId)
  if (known.isOpened) log.info({ upstreamId }, 'upstream works again')
  await forgive(upstreamId).catch((error: unknown) => log.warn({ upstreamId, err: error }, 'a success could not be noted'))
}

/** A health check went well: a server that was cut off for failing or for its secret is used again. What it did before is not forgotten. */
export async function noteHealthy(upstreamId: string): Promise<void> {
  await pool().query({
    name: 'breaker_healthy', text: `UPDATE "UpstreamBreaker" SET "openUntil" = NULL, "reason" = NULL, "probeUntil" = NULL, "failures" = 0 WHERE "upstreamId" = $1 AND "reason" <> 'busy'`,
    values: [upstreamId],
  })
}

/** Forgets what was held against a server: it works, or staff changed it. */
export async function forgive(upstreamId: string): Promise<void> {
  await pool().query({ name: 'breaker_forgive', text: 'DELETE FROM "UpstreamBreaker" WHERE "upstreamId" = $1', values: [upstreamId] })
  standings.delete(upstreamId)
}
