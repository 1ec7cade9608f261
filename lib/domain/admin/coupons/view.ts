import { z } from 'zod'
import { LocalizedTextView } from '@/lib/domain/catalog/view'

export const PromotionCodeView = z.object({
  id: z.string(), code: z.string(), redemptionCount: z.int(), maxRedemptions: z.int().nullable(), expiresAt: z.date().nullable(), disabledAt: z.date().nullable(),
})
export type PromotionCodeView = z.infer<typeof PromotionCodeView>

export const CouponView = z.object({
  id: z.string(),
  name: LocalizedTextView,
  kind: z.enum(['percent', 'fixed']),
  percentPpm: z.int().nullable(),
  amountMinor: z.bigint().nullable(),
  currency: z.string().nullable(),
  duration: z.enum(['once', 'repeating', 'forever']),
  appliesTo: z.enum(['plan', 'usage', 'all']),
  durationPeriods: z.int().nullable(),
  planCodes: z.array(z.string()),
  maxRedemptions: z.int().nullable(),
  perClientLimit: z.int(),
  redemptionCount: z.int(),
  redeemBy: z.date().nullable(),
  disabledAt: z.date().nullable(),
  createdAt: z.date(),
  codes: z.array(PromotionCodeView),
})
export type CouponView = z.infer<typeof CouponView>

export const RedemptionView = z.object({
  id: z.string(), clientId: z.string(), clientName: z.string(), code: z.string().nullable(), state: z.enum(['active', 'ended', 'released']),
  periodsUsed: z.int(), periodsLimit: z.int().nullable(), givenMinor: z.bigint(), currency: z.string().nullable(), createdAt: z.date(),
})
export type RedemptionView = z.infer<typeof RedemptionView>
