import { z } from 'zod'
import { instanceStatuses, isolations } from '@/lib/domain/instances/view'
import { PageInput } from '@/lib/kernel/cursor'

const id = z.string().min(1).max(64)
const reason = z.string().trim().min(3).max(500)
const text = (max: number) => z.string().trim().min(1).max(max)
const code = z.string().trim().regex(/^[a-z0-9][a-z0-9-]{0,38}$/)
const count = (max: number) => z.coerce.number().int().min(1).max(max)
const decimal = z.string().trim().regex(/^\d{1,9}(\.\d{1,6})?$/)

export const ListAnyInstancesInput = PageInput.extend({
  q: z.string().trim().max(200).optional().meta({ description: 'Part of a name, an id, or a client’s name.' }),
  status: z.enum(instanceStatuses).optional(), clientId: id.optional(), withDeleted: z.boolean().default(false),
})
export const AnyInstanceIdInput = z.strictObject({ id })
export const ListAnyInstanceEventsInput = PageInput.extend({ id })

/** Every act of staff on a client's instance says why; the client reads it. */
export const InstanceForceInput = z.strictObject({ id, reason })
export const SuspendAnyInstanceInput = z.strictObject({ id, why: z.enum(['staff', 'abuse']), reason })

export const RemoveOrphanInput = z.strictObject({ hostId: z.string().min(1).max(200), ref: z.string().min(1).max(300) })

export const SaveInstanceSizeInput = z.strictObject({
  id: id.optional().meta({ description: 'Absent makes a new one.' }),
  code: code.nullish().meta({ description: 'Fixed once made.' }),
  nameEn: text(60), nameAr: text(60), rank: z.coerce.number().int().min(0).max(1000).default(0),
  memoryMib: count(4_194_304), cpuMillis: count(1_024_000), pids: z.coerce.number().int().min(32).max(100_000), storageMib: count(67_108_864), slots: count(256), requestsPerMinute: count(1_000_000),
  minIsolation: z.enum(isolations).default('partial'), isRetired: z.boolean().default(false),
})
export const SetInstancePriceInput = z.strictObject({
  id: id.meta({ description: 'The size.' }), currency: z.string().regex(/^[A-Z]{3}$/),
  hour: decimal.meta({ description: 'Major units, up to six decimals.' }), keptHour: decimal, inputPerMillion: decimal.default('0'), outputPerMillion: decimal.default('0'),
  effectiveFrom: z.coerce.date().nullish().meta({ description: 'Now when absent; never in the past.' }),
})
export const SaveInstanceModelInput = z.strictObject({
  id: id.optional().meta({ description: 'Absent makes a new one.' }),
  code: code.nullish().meta({ description: 'Fixed once made.' }),
  nameEn: text(80), nameAr: text(80), descriptionEn: text(400), descriptionAr: text(400), engine: z.enum(['house', 'llama-server', 'vllm', 'ollama']), ref: text(200),
  contextTokens: count(10_000_000), sizeMib: count(67_108_864), minMemoryMib: count(4_194_304), isDemo: z.boolean().default(false), isRetired: z.boolean().default(false),
})
