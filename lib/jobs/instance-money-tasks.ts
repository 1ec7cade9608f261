import type { Task } from 'graphile-worker'
import { z } from 'zod'
import { settleInstanceById, settleInstances, watchStanding, type RunReport } from '@/lib/domain/instances/platform'
import { log } from '@/lib/log'
import { jobCtx } from './job-ctx'

function tell(task: string, { failed }: RunReport): void {
  for (const { id, error } of failed) log.warn({ task, id, error }, 'instances: one was left for the next run')
}

const Payload = z.object({ instanceId: z.string().optional(), clientId: z.string().optional() })

/** Charges the hours of all instances, or of the one that just stopped, or of a client to whom money came. */
export const chargeInstances: Task = async (payload) => {
  const { instanceId, clientId } = Payload.parse(payload ?? {})
  const ctx = jobCtx('charge_instances')
  tell('charge_instances', instanceId ? await settleInstanceById(ctx, instanceId) : await settleInstances(ctx, clientId ? [clientId] : null))
}

/** Suspends, resumes, warns and deletes as subscriptions say: for all clients, or for the one whose subscription changed. */
export const watchInstanceStanding: Task = async (payload) => {
  const { clientId } = Payload.parse(payload ?? {})
  tell('watch_instances', await watchStanding(jobCtx('watch_instances'), clientId ? [clientId] : null))
}
