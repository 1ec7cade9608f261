import { z } from 'zod'
import { PageInput } from '@/lib/kernel/cursor'

const id = z.string().min(1).max(64)
const code = z.string().trim().toUpperCase().regex(/^[A-Z0-9][A-Z0-9_-]{2,39}$/).meta({ description: 'Three to forty letters, digits, - and _.' })
const count = z.coerce.number().int().min(1).max(1_000_000)
export const instantText = z.string().trim().regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/)
  .transform((text) => new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`))

export const ListCouponsInput = PageInput.extend({ q: z.string().trim().max(60).optional().meta({ description: 'Part of a code or of the name.' }), status: z.enum(['active', 'disabled']).optional() })
export const ListRedemptionsInput = PageInput.extend({ id })
export const CouponById = z.object({ id })

export const CreateCouponInput = z.object({
  nameEn: z.string().trim().min(1).max(80),
  nameAr: z.string().trim().min(1).max(80),
  kind: z.enum(['percent', 'fixed']),
  percent: z.string().trim().regex(/^\d{1,3}(\.\d{1,4})?$/).nullish().meta({ description: 'Per cent, at most four decimals.' }),
  amount: z.string().trim().max(24).nullish().meta({ description: 'Major units of `currency`.' }),
  currency: z.string().regex(/^[A-Z]{3}$/).default('USD'),
  duration: z.enum(['once', 'repeating', 'forever']).default('once'),
  durationPeriods: z.coerce.number().int().min(1).max(120).nullish().meta({ description: 'Invoices it counts on, when repeating.' }),
  appliesTo: z.enum(['plan', 'usage', 'all']).default('plan').meta({ description: 'The invoices it counts on: those of the plan, of usage, or both.' }),
  planCodes: z.array(z.string().max(64)).default([]).meta({ description: 'Empty = every plan.' }),
  maxRedemptions: count.nullish(),
  perClientLimit: z.coerce.number().int().min(1).max(100).default(1),
  redeemBy: instantText.nullish().meta({ description: 'In UTC; later nobody can redeem it any more.' }),
  code: code.meta({ description: 'The first code that customers type.' }),
})

export const AddPromotionCodeInput = z.object({ id: id.meta({ description: 'The coupon.' }), code, maxRedemptions: count.nullish(), expiresAt: instantText.nullish() })
export const SetCouponDisabledInput = z.object({ id, isDisabled: z.boolean() })
export const SetCodeDisabledInput = z.object({ id: id.meta({ description: 'The promotion code.' }), isDisabled: z.boolean() })
