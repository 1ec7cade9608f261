import { z } from 'zod'
import { InstancePriceView, InstanceModelView, InstanceResourcesView, instanceStatuses, InstanceView, isolations, driverNames } from '@/lib/domain/instances/view'

const client = { clientId: z.string(), clientName: z.string() }

/** A line of the console's list. */
export const AnyInstanceRowView = z.object({
  id: z.string(), ...client, name: z.string(), status: z.enum(instanceStatuses), statusReason: z.string().nullable(), statusSince: z.date(), desired: z.enum(['running', 'stopped', 'deleted']),
  suspendedFor: z.string().nullable(), sizeCode: z.string(), modelName: z.string(), driver: z.enum(driverNames), isolation: z.enum(isolations).nullable(), crashes: z.int(), createdAt: z.date(),
})
export type AnyInstanceRowView = z.infer<typeof AnyInstanceRowView>

/** One instance with what clients never see. */
export const AnyInstanceView = InstanceView.extend({
  ...client,
  statusDetail: z.string().nullable().meta({ description: 'What the runtime said, as it said it.' }),
  generation: z.int(), observedGeneration: z.int(), observedAt: z.date().nullable(), billedUntil: z.date(),
})
export type AnyInstanceView = z.infer<typeof AnyInstanceView>

const means = z.object({ memoryBytes: z.int(), cpuMillis: z.int(), storageBytes: z.int() })
const held = z.enum(['enforced', 'watched', 'none'])

/** A machine or cluster as its manager last reported it. */
export const InstanceHostView = z.object({
  id: z.string(), driver: z.enum(driverNames), isolation: z.enum(isolations),
  enforced: z.object({ memory: held, cpu: held, pids: held, storage: held, network: held, files: held, syscalls: held }),
  capacity: means, promised: means.meta({ description: 'To living instances.' }), instances: z.int(),
  notes: z.array(z.string()).meta({ description: 'What is missing for more isolation, in English.' }),
  orphans: z.array(z.object({ ref: z.string(), seenTimes: z.int(), isRemovalAsked: z.boolean() })),
  seenAt: z.date(), isFresh: z.boolean().meta({ description: 'Whether new instances are placed there.' }),
})
export type InstanceHostView = z.infer<typeof InstanceHostView>

export const AnySizePriceView = InstancePriceView.extend({ effectiveTo: z.date().nullable() })
export const AnyInstanceSizeView = InstanceResourcesView.extend({
  isRetired: z.boolean(), instances: z.int().meta({ description: 'Living ones.' }), plans: z.array(z.string()).meta({ description: 'Codes of plans on sale that offer it.' }),
  prices: z.array(AnySizePriceView).meta({ description: 'All of them, the newest first.' }),
})
export type AnyInstanceSizeView = z.infer<typeof AnyInstanceSizeView>

export const AnyInstanceModelView = InstanceModelView.extend({ ref: z.string(), isRetired: z.boolean(), instances: z.int() })
export type AnyInstanceModelView = z.infer<typeof AnyInstanceModelView>
