import pg from 'pg'
import { env } from '@/lib/env'

const held = globalThis as { matrixPool?: pg.Pool }

/** The process's one connection pool, shared by Prisma and by the gateway's hand-written statements. Opened on first use. */
export function pool(): pg.Pool {
  held.matrixPool ??= open()
  return held.matrixPool
}

function open(): pg.Pool {
  const opened = new pg.Pool({ connectionString: env().DATABASE_URL, max: env().DATABASE_POOL_SIZE, idleTimeoutMillis: 30_000 })
  // A connection that the server closes (a restart) is replaced at the next use; unheard, it would end the process.
  opened.on('error', () => undefined)
  opened.on('connect', (client) => client.on('error', () => undefined))
  return opened
}

/** Closes the pool; for processes that end on purpose. */
export async function closePool(): Promise<void> {
  const closing = held.matrixPool
  delete held.matrixPool
  await closing?.end()
}
