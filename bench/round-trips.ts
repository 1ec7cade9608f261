import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import pg from 'pg'

export type RoundTrips = { commits: number; calls: number }

/** Statements that committed, once PostgreSQL's idle connections have told of theirs (after ten seconds). */
async function commits(databaseUrl: string): Promise<number> {
  await sleep(11_000)
  const db = new pg.Client({ connectionString: databaseUrl })
  await db.connect()
  const { rows } = await db.query<{ commits: string }>('SELECT xact_commit AS commits FROM pg_stat_database WHERE datname = current_database()')
  await db.end()
  return Number(rows[0]?.commits)
}

/** How many scripts a Redis was asked to run. */
async function calls(redisUrl: string | undefined): Promise<number> {
  if (!redisUrl) return 0
  const redis = new Redis(redisUrl)
  const found = await redis.info('commandstats')
  redis.disconnect()
  return [...found.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)
}

/** What one request costs in round trips: the counters before and after `work`, which resolves to how many requests it made. */
export async function roundTripsOf(databaseUrl: string, redisUrl: string | undefined, work: () => Promise<number>): Promise<RoundTrips> {
  const before = [await commits(databaseUrl), await calls(redisUrl)] as const
  const requests = Math.max(1, await work())
  const each = (after: number, start: number): number => Number(((after - start) / requests).toFixed(3))
  return { commits: each(await commits(databaseUrl), before[0]), calls: each(await calls(redisUrl), before[1]) }
}
