import { z } from 'zod'
import { PageInput } from '@/lib/kernel/cursor'

const instant = z.iso.datetime({ offset: true })

/** A half-open range [from, to) of at most 400 days; without it, the last 30 days. */
export const UsageRangeInput = z.strictObject({ from: instant.optional(), to: instant.optional() })
export const UsageTimelineInput = UsageRangeInput.extend({
  bucket: z.enum(['hour', 'day']).default('day'),
  groupBy: z.enum(['none', 'model', 'key']).default('none'),
})
export const KeyUsageInput = UsageRangeInput.extend({ id: z.string(), bucket: z.enum(['hour', 'day']).default('day') })
export const ListUsageEventsInput = PageInput.extend({
  keyId: z.string().optional(),
  model: z.string().optional(),
  status: z.enum(['ok', 'error', 'canceled']).optional(),
  /** A half-open range [from, to) of when the request came in. */
  from: instant.optional(),
  to: instant.optional(),
})
export const GenerationIdInput = z.strictObject({ id: z.string() })
export const NoInput = z.strictObject({})
