import { z } from 'zod'
import { LocalizedTextView } from '@/lib/domain/catalog/view'

export const TaxRateView = z.object({
  id: z.string(), country: z.string(), region: z.string().nullable(), name: LocalizedTextView, ratePpm: z.int(), isInclusive: z.boolean(), reverseCharge: z.boolean(),
  effectiveFrom: z.date(), effectiveTo: z.date().nullable(),
})
export type TaxRateView = z.infer<typeof TaxRateView>
export const TaxRateEndedView = z.object({ id: z.string(), status: z.literal('ended') })
export const TaxExemptionView = z.object({ id: z.string(), isTaxExempt: z.boolean(), reason: z.string().nullable() })
export type TaxExemptionView = z.infer<typeof TaxExemptionView>
