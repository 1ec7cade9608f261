import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { env } from '@/lib/env'
import { log } from '@/lib/log'

const askEveryMs = 5_000

/**
 * Runs `work` while this process is the only one that holds the lock `name`, across all machines. The lock lives as long
 * as its connection: when that breaks, `work` is told to end and the asking begins again. Resolves after `stop`.
 */
export async function whileLeader(name: string, stop: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  while (!stop.aborted) {
    const client = new pg.Client({ connectionString: env().DATABASE_URL, keepAlive: true })
    const lost = new AbortController()
    client.on('error', () => lost.abort())
    client.on('end', () => lost.abort())
    try {
      await client.connect()
      if (await becomesLeader(client, name, AbortSignal.any([stop, lost.signal]))) {
        log.info({ name }, 'leads')
        await work(AbortSignal.any([stop, lost.signal]))
      }
    } catch (error) {
      log.warn({ name, err: error }, 'leadership lost')
    } finally {
      await client.end().catch(() => undefined)
    }
    await pause(askEveryMs, stop)
  }
}

async function becomesLeader(client: pg.Client, name: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held', [name])
    if (rows[0]?.held) return true
    await pause(askEveryMs, signal)
  }
  return false
}

/** Waits, or less when told to end. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined)
