import { z } from 'zod'
import { eventKinds } from './kinds'

export const ArrearsStepView = z.object({
  at: z.date(),
  kind: z.enum([...eventKinds, 'retry_planned', 'suspend_planned', 'delete_planned']),
  isDone: z.boolean().meta({ description: 'False for what is still to come.' }),
  code: z.string().nullable().meta({ description: 'Why a try failed.' }),
})
export type ArrearsStepView = z.infer<typeof ArrearsStepView>

export const ArrearsView = z.object({
  id: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string().nullable(),
  currency: z.string(),
  balanceMinor: z.bigint(),
  state: z.enum(['open', 'suspended', 'recovered', 'ended']),
  nextRetryAt: z.date().nullable(),
  suspendAt: z.date(),
  deleteAt: z.date(),
  isFinal: z.boolean().meta({ description: 'The card was refused for good: no more tries until there is another.' }),
  extendedDays: z.int(),
  timeline: z.array(ArrearsStepView),
})
export type ArrearsView = z.infer<typeof ArrearsView>
