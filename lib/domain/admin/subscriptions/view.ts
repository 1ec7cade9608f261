import { z } from 'zod'
import { SubscriptionEventView } from '@/lib/domain/billing/subscriptions/view'
import { SubscriptionView } from '@/lib/domain/billing/view'
import { LocalizedTextView } from '@/lib/domain/catalog/view'

export const AdminSubscriptionView = SubscriptionView.extend({ clientId: z.string(), clientName: z.string(), planVersion: z.int() })
export type AdminSubscriptionView = z.infer<typeof AdminSubscriptionView>

export const SpanView = z.object({
  id: z.string(), planName: LocalizedTextView, quantity: z.int(), startsAt: z.date(), endsAt: z.date(), netMinor: z.bigint(), creditedMinor: z.bigint(),
  invoiceId: z.string().nullable(),
})
export const CustomPriceView = z.object({
  id: z.string(), planCode: z.string(), planName: LocalizedTextView, interval: z.enum(['month', 'year']), currency: z.string(), amountMinor: z.bigint(),
  effectiveFrom: z.date(), effectiveTo: z.date().nullable(), note: z.string().nullable(),
})
export type CustomPriceView = z.infer<typeof CustomPriceView>

export const AdminSubscriptionDetailView = AdminSubscriptionView.extend({
  spans: z.array(SpanView).meta({ description: 'What was billed for which stretch of service, newest first.' }),
  customPrices: z.array(CustomPriceView),
  events: z.array(SubscriptionEventView),
})
export type AdminSubscriptionDetailView = z.infer<typeof AdminSubscriptionDetailView>
