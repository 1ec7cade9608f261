import pg from 'pg'
import { env } from '@/lib/env'

const held = globalThis as { matrixPool?: pg.Pool }

/** The process's one connection pool, shared by Prisma and by the gateway's hand-written statements. Opened on first use. */
export function pool(): pg.Pool {
  held.matrixPool ??= new pg.Pool({ connectionString: env().DATABASE_URL, max: env().DATABASE_POOL_SIZE, idleTimeoutMillis: 30_000 })
  return held.matrixPool
}

/** Closes the pool; for processes that end on purpose. */
export async function closePool(): Promise<void> {
  const open = held.matrixPool
  delete held.matrixPool
  await open?.end()
}
