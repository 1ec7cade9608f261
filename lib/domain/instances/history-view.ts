import { z } from 'zod'
import { InstanceEventView } from './view'

/** Everything kept of an instance, in one document: what a client takes along when it is gone. */
export const InstanceHistoryView = z.object({
  id: z.string(),
  name: z.string(),
  size: z.string(),
  status: z.string(),
  createdAt: z.date(),
  deletedAt: z.date().nullable(),
  exportedAt: z.date(),
  events: z.array(InstanceEventView.pick({ id: true, kind: true, fromStatus: true, toStatus: true, reason: true, detail: true, createdAt: true })).meta({ description: 'The newest 10,000, oldest first.' }),
  samples: z.array(z.object({ at: z.date(), cpuMillis: z.number(), memoryBytes: z.number(), storageBytes: z.number().nullable(), pids: z.number() })).meta({ description: 'The mean of each hour of the last 90 days.' }),
  usage: z.array(z.object({
    hour: z.date(), requests: z.number(), errors: z.number(), inputTokens: z.number(), outputTokens: z.number(), currency: z.string(),
    cost: z.string().meta({ description: 'Decimal of the major unit: tokens and hours together.' }),
  })),
})
export type InstanceHistoryView = z.infer<typeof InstanceHistoryView>
