import { z } from 'zod'
import { acts } from '@/lib/domain/billing/subscriptions/schema'
import { pauseKinds } from '@/lib/domain/billing/subscriptions/view'
import { intervals, subscriptionStatuses } from '@/lib/domain/billing/view'
import { PageInput } from '@/lib/kernel/cursor'

const id = z.string().min(1).max(64)
const reason = z.string().trim().min(3).max(500).meta({ description: 'Kept in the audit log.' })
const wish = {
  planCode: z.string().min(1).max(64).optional(),
  interval: z.enum(intervals).optional(),
  quantity: z.coerce.number().int().min(1).max(10_000).optional(),
}

export const ListSubscriptionsInput = PageInput.extend({
  q: z.string().trim().max(120).optional().meta({ description: 'Part of the client’s name, or an id.' }),
  status: z.enum(subscriptionStatuses).optional(),
  planCode: z.string().max(64).optional(),
})
export const GetSubscriptionInput = z.object({ id })

export const PreviewClientSubscriptionInput = z.object({ id: id.meta({ description: 'The client.' }), act: z.enum(acts).default('change'), ...wish })

export const staffActs = ['change', 'cancel', 'cancel_now', 'uncancel', 'pause', 'resume'] as const
export const ChangeClientSubscriptionInput = z.object({
  id: id.meta({ description: 'The client.' }),
  act: z.enum(staffActs).default('change'),
  ...wish,
  kind: z.enum(pauseKinds).default('service_at_end').meta({ description: 'Of a pause.' }),
  resumesAt: z.coerce.date().nullish(),
  frozenAt: z.coerce.date().optional().meta({ description: 'Of the preview, where something is charged or credited.' }),
  hash: z.string().max(64).optional(),
  reason,
})

export const SetCustomPriceInput = z.object({
  id: id.meta({ description: 'The client.' }),
  planCode: z.string().min(1).max(64),
  interval: z.enum(intervals),
  amount: z.string().trim().regex(/^\d{1,12}(\.\d{1,3})?$/).meta({ description: 'For one seat, in the major unit of the client’s currency, before tax.' }),
  effectiveFrom: z.coerce.date().nullish().meta({ description: 'Now when absent.' }),
  effectiveTo: z.coerce.date().nullish(),
  note: z.string().trim().max(200).optional(),
})
export const SetCancelPolicyInput = z.object({ policy: z.enum(['credit', 'nothing']) })
