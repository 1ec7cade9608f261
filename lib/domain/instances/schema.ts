import { z } from 'zod'
import { PageInput } from '@/lib/kernel/cursor'
import { instanceStatuses } from './view'

const id = z.string().min(1).max(64)
const frozenAt = z.coerce.date().meta({ description: 'The preview’s frozen instant.' })
const hash = z.string().min(1).max(64).meta({ description: 'The preview’s hash.' })

/** What an instance may be called: it is part of an address (`instance/{name}`) and of names on machines. */
export const instanceNamePattern = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/
const name = z.string().min(1).max(40).superRefine((text, context) => {
  if (!instanceNamePattern.test(text)) context.addIssue({ code: 'custom', params: { code: 'instanceName' } })
}).meta({ description: 'Lower-case letters, digits and hyphens, at most 40, no hyphen at its ends; unique among the client’s own.' })

const sizeId = id.meta({ description: 'The id or code of a size of /api/instance-sizes.' })
const requestsPerMinute = z.coerce.number().int().min(1).max(1_000_000).nullable().meta({ description: 'Its own limit, below the size’s; null = the size’s.' })
const idleSleepMinutes = z.coerce.number().int().min(5).max(10_080).nullable().meta({ description: 'It goes to sleep after so many minutes without a request and wakes with the next; null = never.' })
const contextTokens = z.coerce.number().int().min(256).max(1_048_576)

export const InstanceIdInput = z.strictObject({ id })
export const ListInstancesInput = PageInput.extend({
  status: z.enum(instanceStatuses).optional(),
  withDeleted: z.boolean().default(false).meta({ description: 'Those that were deleted, too.' }),
})

/** Exactly one of the two says what it serves. */
const served = {
  modelId: id.optional().meta({ description: 'The id or code of a model of /api/instance-models.' }),
  uploadId: id.optional().meta({ description: 'A model file of your own that is ready.' }),
}

export const PreviewInstanceInput = z.strictObject({
  id: id.optional().meta({ description: 'The instance to resize; absent = a new one.' }),
  sizeId,
})

export const CreateInstanceInput = z.strictObject({
  name,
  sizeId,
  ...served,
  contextTokens: contextTokens.optional().meta({ description: 'How much it remembers; absent = what the model allows.' }),
  requestsPerMinute: requestsPerMinute.default(null),
  idleSleepMinutes: idleSleepMinutes.default(null),
  frozenAt,
  hash,
}).superRefine(({ modelId, uploadId }, context) => {
  if ((modelId === undefined) === (uploadId === undefined)) context.addIssue({ code: 'custom', path: ['modelId'], params: { code: 'oneModel' } })
})

export const UpdateInstanceInput = z.strictObject({
  id,
  name: name.optional(),
  requestsPerMinute: requestsPerMinute.optional(),
  idleSleepMinutes: idleSleepMinutes.optional(),
})
export const ResizeInstanceInput = z.strictObject({ id, sizeId, frozenAt, hash })

export const ListInstanceEventsInput = PageInput.extend({ id })

export const metricRanges = ['1h', '24h', '7d', '30d', '90d'] as const
export type MetricRange = (typeof metricRanges)[number]
export const InstanceMetricsInput = z.strictObject({ id, range: z.enum(metricRanges).default('24h') })

export const NoInput = z.strictObject({})

const fileName = z.string().trim().min(1).max(120).regex(/^[^\p{Cc}/\\]+$/u)
export const BeginUploadInput = z.strictObject({
  name: fileName.meta({ description: 'The file’s name, without a path.' }),
  sizeBytes: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).meta({ description: 'Of the whole file.' }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/).optional().meta({ description: 'Of the whole file, in hex; checked when it is finished.' }),
})
export const UploadIdInput = z.strictObject({ id })
/** How far a file has come; the bytes themselves never pass through a verb. */
export const ReceiveUploadInput = z.strictObject({ id, offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).meta({ description: 'Where this part begins: what was received so far.' }) })
export const ListUploadsInput = PageInput
