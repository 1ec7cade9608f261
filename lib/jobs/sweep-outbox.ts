import type { Task } from 'graphile-worker'
import { platformDb } from '@/lib/db/platform-db'
import { log } from '@/lib/log'

/**
 * The row is the promise, the job only its carrier. Rows that nobody carries get a new job; rows whose carrier used up its
 * attempts without saying so (killed in the last one) are marked dead, where staff see them.
 */
export const sweepOutbox: Task = async () => {
  const dead = await platformDb.$executeRaw`
    UPDATE "Outbox" o SET "deadAt" = now(), "lastError" = coalesce(o."lastError", 'ended in its last attempt')
    FROM graphile_worker.jobs j
    WHERE j.key = o."id" AND o."processedAt" IS NULL AND o."deadAt" IS NULL AND j.attempts >= j.max_attempts AND j.locked_at IS NULL`
  const found = await platformDb.$queryRaw<{ id: string }[]>`
    SELECT o."id", graphile_worker.add_job('deliver_outbox', json_build_object('id', o."id"), max_attempts := 12, job_key := o."id")::text
    FROM "Outbox" o LEFT JOIN graphile_worker.jobs j ON j.key = o."id"
    WHERE o."processedAt" IS NULL AND o."deadAt" IS NULL AND o."createdAt" < now() - interval '1 minute' AND j.id IS NULL
    ORDER BY o."id" LIMIT 1000`
  if (dead + found.length > 0) log.warn({ dead, requeued: found.length }, 'outbox swept')
}
