import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { OutboxTopic } from '../context'
import { toJson } from './record'

/**
 * Stores an outside effect with the act it belongs to and wakes the worker on commit. The row is the promise, the job
 * only its carrier: a lost job is found again by the outbox sweep.
 */
export async function enqueue(db: Db, clock: Clock, clientId: string | null, topic: OutboxTopic, payload: object): Promise<string> {
  const now = clock.now()
  const id = newId('out', now)
  await db.$executeRaw`
    WITH stored AS (INSERT INTO "Outbox" ("id", "topic", "clientId", "payload", "createdAt") VALUES (${id}, ${topic}, ${clientId}, ${JSON.stringify(toJson(payload))}::jsonb, ${now}))
    SELECT graphile_worker.add_job('deliver_outbox', json_build_object('id', ${id}::text), max_attempts := 12, job_key := ${id})`
  return id
}
