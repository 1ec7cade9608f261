import type { Task } from 'graphile-worker'
import { z } from 'zod'
import { settleInstanceById, settleInstances } from '@/lib/domain/instances/platform/money/settle-instances'
import type { RunReport } from '@/lib/domain/instances/platform/money/run-report'
import { log } from '@/lib/log'
import { jobCtx } from './job-ctx'

function tell(task: string, { failed }: RunReport): void {
  for (const { id, error } of failed) log.warn({ task, id, error }, 'instances: one was left for the next run')
}

const Payload = z.object({ instanceId: z.string().optional() })

/** Charges the hours of all instances, or of the one that just stopped. */
export const chargeInstances: Task = async (payload) => {
  const { instanceId } = Payload.parse(payload ?? {})
  const ctx = jobCtx('charge_instances')
  tell('charge_instances', instanceId ? await settleInstanceById(ctx, instanceId) : await settleInstances(ctx))
}
