import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { env } from '@/lib/env'
import { log } from '@/lib/log'

const tryAgainMs = 2_000

/**
 * Tells the id of each instance whose wish changed, as it changes, until the signal. What is said while the connection is broken is lost:
 * `listening` is called whenever it stands, so that somebody looks at all.
 */
export async function hearWishes(signal: AbortSignal, heard: (id: string) => void, listening: () => void): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({ connectionString: env().DATABASE_URL, keepAlive: true })
    const over = new Promise<void>((resolve) => {
      client.on('error', () => resolve())
      client.on('end', () => resolve())
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    client.on('notification', ({ payload }) => payload && heard(payload))
    try {
      await client.connect()
      await client.query('LISTEN instance_wanted')
      listening()
      await over
    } catch (error) {
      log.warn({ err: error }, 'changed wishes are not heard')
    } finally {
      await client.end().catch(() => undefined)
    }
    await sleep(tryAgainMs, undefined, { signal }).catch(() => undefined)
  }
}
