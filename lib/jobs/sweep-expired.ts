import type { Task } from 'graphile-worker'
import { platformDb } from '@/lib/db/platform-db'
import { days, plus, systemClock } from '@/lib/kernel/clock'
import { idFloor } from '@/lib/kernel/id'

/** A receipt tells so long which servers were tried; that there was more than one it tells for ever. */
const attemptDays = 90

/** Removes what has no meaning any more: spent limiter cells, old idempotency answers, prompts past their time, the tries of old requests, rates of coins that nobody is valued at any more, notices that were never proven genuine, dead heartbeats, links and sessions long ended. */
export const sweepExpired: Task = async () => {
  await platformDb.$executeRaw`DELETE FROM "RateLimitCell" WHERE "expiresAt" < now()`
  await platformDb.$executeRaw`DELETE FROM "LimitCell" WHERE "expiresAt" < now() - interval '1 hour'`
  await platformDb.$executeRaw`DELETE FROM "LimitSlots" WHERE "expiresAt" < now() - interval '1 hour'`
  await platformDb.$executeRaw`DELETE FROM "UpstreamClientBreaker" WHERE "updatedAt" < now() - interval '10 minutes'`
  await platformDb.$executeRaw`DELETE FROM "IdempotencyRecord" WHERE "expiresAt" < now()`
  await platformDb.$executeRaw`DELETE FROM "PromptRecord" WHERE "expiresAt" < now()`
  const keptFrom = plus(systemClock.now(), -days(attemptDays))
  // Ids sort by time: the key finds the few rows among all.
  await platformDb.$executeRaw`DELETE FROM "RequestAttempts" WHERE "id" < ${idFloor('req', keptFrom)} AND "createdAt" < ${keptFrom}`
  await platformDb.$executeRaw`DELETE FROM "WebhookEvent" WHERE "state" = 'rejected' AND "receivedAt" < now() - interval '30 days'`
  await platformDb.$executeRaw`DELETE FROM "CoinRate" WHERE "observedAt" < now() - interval '30 days'`
  await platformDb.$executeRaw`DELETE FROM "WorkerHeartbeat" WHERE "beatAt" < now() - interval '1 day'`
  await platformDb.$executeRaw`DELETE FROM "Verification" WHERE "expiresAt" < now() - interval '30 days'`
  await platformDb.$executeRaw`DELETE FROM "ClientSession" WHERE "expiresAt" < now() - interval '90 days'`
}
