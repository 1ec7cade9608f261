import { env } from '@/lib/env'
import { Limiter } from './limiter'
import { postgresLimits } from './postgres'
import { redisLimits } from './redis'

const held = globalThis as { matrixLimiter?: Limiter }

/** This process's limiter: in Redis when the operator has one, else in the database. */
export function limiter(): Limiter {
  const { REDIS_URL } = env()
  held.matrixLimiter ??= new Limiter(REDIS_URL ? redisLimits(REDIS_URL) : postgresLimits())
  return held.matrixLimiter
}

/** Ends it; for processes that end on purpose. */
export async function closeLimiter(): Promise<void> {
  const closing = held.matrixLimiter
  delete held.matrixLimiter
  await closing?.close()
}
