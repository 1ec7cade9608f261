import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { migrate } from '../../scripts/migrate.mjs'
import { postgres } from '../../scripts/postgres.mjs'
import { closePool } from '@/lib/db/pool'

const recoveryMs = 120_000

function parentOf(pid: number): number | null {
  try {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }))
  } catch {
    return null
  }
}

/**
 * A PostgreSQL of the suite's own, durable as in production, that may be killed. From here on this process and those it
 * starts speak to it.
 */
export async function startKillablePostgres(): Promise<{ kill: (how: 'backend' | 'server') => Promise<void>; stop: () => Promise<void> }> {
  const server = postgres('kill-postgres', { startMs: recoveryMs })
  const name = `kill_${Date.now()}_${process.pid}`
  const url = await server.start(name)
  await migrate(url)
  await closePool()
  process.env.DATABASE_URL = url
  const once = async <T>(text: string): Promise<T | undefined> => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return (await client.query(text)).rows[0] as T
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  /** Recovery is slow where the processor is busy and everybody knocks meanwhile; how long it takes is not what is tested. */
  const untilUp = async (): Promise<void> => {
    const deadline = performance.now() + recoveryMs
    while (performance.now() < deadline) {
      if (await once('SELECT 1 AS up').catch(() => undefined)) return
      await sleep(50)
    }
    throw new Error(`PostgreSQL did not come back within ${recoveryMs / 1000} s`)
  }
  /** Killing one server process makes PostgreSQL drop all connections and recover; killing the first ends it. */
  const kill = async (how: 'backend' | 'server'): Promise<void> => {
    const row = await once<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1`).catch(() => undefined)
    if (!row) return
    const pid = how === 'backend' ? row.pid : parentOf(row.pid)
    if (pid === null) return kill(how) // that one ended by itself meanwhile
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      return // it ended by itself meanwhile
    }
    if (how === 'server') {
      // Where the processor is busy, what was killed still stands, and its port still answers, for a moment.
      while (server.isRunning()) await sleep(5)
      await server.start(name)
    }
    await untilUp()
  }
  return { kill, stop: async () => { await closePool(); await server.stop() } }
}
