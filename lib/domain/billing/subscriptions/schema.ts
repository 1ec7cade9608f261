import { z } from 'zod'
import { intervals, paymentProviders } from '../view'
import { pauseKinds } from './view'

const id = z.string().min(1).max(64)
const reason = z.string().trim().max(500).optional()
const frozenAt = z.coerce.date().meta({ description: 'The preview’s frozen instant.' })
const hash = z.string().min(1).max(64).meta({ description: 'The preview’s hash.' })
const saveMethod = z.boolean().default(false).meta({ description: 'Keep this way to pay and charge later invoices to it.' })
const quantity = z.coerce.number().int().min(1).max(10_000)

const wish = {
  planCode: z.string().min(1).max(64).optional(),
  interval: z.enum(intervals).optional(),
  quantity: quantity.optional().meta({ description: 'Seats.' }),
}

/** What is priced: a change of plan, interval or seats; the end or a pause of service today; the end of a pause. */
export const acts = ['change', 'cancel_now', 'pause_now', 'resume'] as const
export const PreviewActInput = z.object({ id, act: z.enum(acts).default('change'), ...wish })
export type ActInput = Omit<z.output<typeof PreviewActInput>, 'id'> & { planVersionId?: string }

export const ChangeSubscriptionInput = z.object({ id, ...wish, frozenAt, hash, provider: z.enum(paymentProviders).optional(), saveMethod })
export const ResumeSubscriptionInput = z.object({ id, frozenAt, hash, provider: z.enum(paymentProviders).optional(), saveMethod })

export const CancelSubscriptionInput = z.object({
  id,
  when: z.enum(['period_end', 'now']).default('period_end'),
  reason,
  frozenAt: frozenAt.optional().meta({ description: 'Of the preview of `cancel_now`; needed to end it today.' }),
  hash: hash.optional(),
})

export const PauseSubscriptionInput = z.object({
  id,
  kind: z.enum(pauseKinds).default('service_at_end').meta({ description: 'Stopping only the collection of money is for staff.' }),
  resumesAt: z.coerce.date().nullish().meta({ description: 'When it goes on by itself.' }),
  frozenAt: frozenAt.optional().meta({ description: 'Of the preview of `pause_now`; needed to stop service today.' }),
  hash: hash.optional(),
})

export const SubscriptionHistoryInput = z.object({ id, limit: z.coerce.number().int().min(1).max(100).default(50) })
