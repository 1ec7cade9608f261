import type { Task } from 'graphile-worker'
import { platformDb } from '@/lib/db/platform-db'

/** Removes what has no meaning any more: spent limiter cells, old idempotency answers, prompts past their time, rates of coins that nobody is valued at any more, notices that were never proven genuine, dead heartbeats, links and sessions long ended. */
export const sweepExpired: Task = async () => {
  await platformDb.$executeRaw`DELETE FROM "RateLimitCell" WHERE "expiresAt" < now()`
  await platformDb.$executeRaw`DELETE FROM "LimitCell" WHERE "expiresAt" < now() - interval '1 hour'`
  await platformDb.$executeRaw`DELETE FROM "LimitSlots" WHERE "expiresAt" < now() - interval '1 hour'`
  await platformDb.$executeRaw`DELETE FROM "IdempotencyRecord" WHERE "expiresAt" < now()`
  await platformDb.$executeRaw`DELETE FROM "PromptRecord" WHERE "expiresAt" < now()`
  await platformDb.$executeRaw`DELETE FROM "WebhookEvent" WHERE "state" = 'rejected' AND "receivedAt" < now() - interval '30 days'`
  await platformDb.$executeRaw`DELETE FROM "CoinRate" WHERE "observedAt" < now() - interval '30 days'`
  await platformDb.$executeRaw`DELETE FROM "WorkerHeartbeat" WHERE "beatAt" < now() - interval '1 day'`
  await platformDb.$executeRaw`DELETE FROM "Verification" WHERE "expiresAt" < now() - interval '30 days'`
  await platformDb.$executeRaw`DELETE FROM "ClientSession" WHERE "expiresAt" < now() - interval '90 days'`
}
