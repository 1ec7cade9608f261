import { setTimeout as sleep } from 'node:timers/promises'
import { pool } from '@/lib/db/pool'
import { systemClock } from '@/lib/kernel/clock'
import type { InstanceEndpoint } from '@/lib/providers/instance-runtime/types'
import type { Admitted } from '../admit'
import type { Presence } from '../presence'
import { findInstance, instanceModel } from './find-instance'
import type { InstanceRoute } from './instance-route'
import { answeringAt, assertMayAnswer, waking } from './standing'

const lookEveryMs = 250

/** Asks the manager to wake it; of all that ask during one sleep, one does. */
async function askToWake({ id, clientId }: InstanceRoute): Promise<void> {
  await pool().query({
    name: 'instance_wake',
    text: `UPDATE "PrivateInstance" SET "wakeAskedAt" = $3 WHERE "id" = $1 AND "clientId" = $2 AND "status" = 'sleeping' AND "desired" = 'running' AND "suspendedFor" IS NULL
            AND ("wakeAskedAt" IS NULL OR "wakeAskedAt" < "statusSince")`,
    values: [id, clientId, systemClock.now()],
  })
}

/** When to give up, and whether anybody still wants to know. */
export type Patience = { until: number; signal: Presence | undefined }

async function lookAgain({ model, request }: Admitted, { id, clientId }: InstanceRoute): Promise<InstanceRoute> {
  const found = await findInstance(clientId, instanceModel(id), model.rate.currency, request.kind, systemClock.now())
  assertMayAnswer(found.instance)
  return found.instance
}

/**
 * Where the instance answers: at once when it runs; one that sleeps is woken, and one that is on its way is waited for.
 * @param known as it was just read; null to look anew (it did not answer where it was said to)
 * @throws DomainError instance_waking when that takes longer than the patience, and what else it may have become meanwhile
 */
export async function reach(admitted: Admitted, instance: InstanceRoute, known: InstanceRoute | null, { until, signal }: Patience): Promise<InstanceEndpoint> {
  for (let now = known ?? (await lookAgain(admitted, instance)); ; now = await lookAgain(admitted, instance)) {
    const endpoint = answeringAt(now)
    if (endpoint) return endpoint
    if (now.status === 'sleeping') await askToWake(now)
    const leftMs = until - performance.now()
    if (leftMs <= 0 || signal?.aborted) throw waking(now)
    await sleep(Math.min(lookEveryMs, leftMs))
  }
}
