import { z } from 'zod'

const size = z.number().int().min(1).max(2_000_000_000).nullable().meta({ description: 'null = as the plan has it.' })

/** A client's own limits, all of them: what is null or left out is the plan's. */
export const SetClientLimitsInput = z.strictObject({
  id: z.string(),
  requestsPerMinute: size.default(null),
  requestsPerHour: size.default(null),
  requestsPerDay: size.default(null),
  tokensPerMinute: size.default(null),
  concurrentRequests: size.default(null),
})

const sizes = z.object({
  requestsPerMinute: z.int().nullable(), requestsPerHour: z.int().nullable(), requestsPerDay: z.int().nullable(), tokensPerMinute: z.int().nullable(), concurrentRequests: z.int().nullable(),
})
export const limitSizes = ['requestsPerMinute', 'requestsPerHour', 'requestsPerDay', 'tokensPerMinute', 'concurrentRequests'] as const

export const ClientLimitsView = z.object({
  clientName: z.string(),
  own: sizes.meta({ description: 'Set by staff; null = as the plan has it.' }),
  plan: sizes.nullable().meta({ description: 'What the running plan has; null without one. null inside = no such limit.' }),
})
export type ClientLimitsView = z.infer<typeof ClientLimitsView>
