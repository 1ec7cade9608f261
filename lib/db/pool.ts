import pg from 'pg'
import { env } from '@/lib/env'

const held = globalThis as { matrixPool?: pg.Pool; matrixHotPool?: pg.Pool }

/** The process's one connection pool, shared by Prisma and by the gateway's hand-written statements. Opened on first use. */
export function pool(): pg.Pool {
  held.matrixPool ??= open()
  return held.matrixPool
}

/**
 * Connections of their own for the statements that every request of the gateway brings: planned once a connection, whatever they are asked
 * with. They join a dozen tables by unique keys: planning them costs ten times what carrying them out does, and gives the same plan.
 */
export function hotPool(): pg.Pool {
  held.matrixHotPool ??= open({ onConnect: (client) => client.query('SET plan_cache_mode = force_generic_plan') })
  return held.matrixHotPool
}

function open(options: pg.PoolConfig = {}): pg.Pool {
  const opened = new pg.Pool({ ...options, connectionString: env().DATABASE_URL, max: env().DATABASE_POOL_SIZE, idleTimeoutMillis: 30_000 })
  // A connection that the server closes (a restart) is replaced at the next use; unheard, it would end the process.
  opened.on('error', () => undefined)
  opened.on('connect', (client) => client.on('error', () => undefined))
  return opened
}

/** Closes both pools; for processes that end on purpose. */
export async function closePool(): Promise<void> {
  const closing = [held.matrixPool, held.matrixHotPool]
  delete held.matrixPool
  delete held.matrixHotPool
  await Promise.all(closing.map((one) => one?.end()))
}
