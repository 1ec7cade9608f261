import { z } from 'zod'
import { paymentProviders } from '../view'

export const SavedMethodView = z.object({
  id: z.string(),
  provider: z.enum(paymentProviders),
  mode: z.enum(['test', 'live']),
  kind: z.enum(['card', 'paypal']),
  brand: z.string().nullable().meta({ description: 'The card’s brand, or the account’s masked address.' }),
  last4: z.string().nullable(),
  expMonth: z.int().nullable(),
  expYear: z.int().nullable(),
  isExpired: z.boolean(),
  endsSoon: z.boolean().meta({ description: 'Its last day is within 45 days.' }),
  isDefault: z.boolean().meta({ description: 'Charged first when an invoice falls due.' }),
  createdAt: z.date(),
})
export type SavedMethodView = z.infer<typeof SavedMethodView>

export const MethodSetupView = z.object({
  id: z.string(),
  provider: z.enum(paymentProviders),
  redirectUrl: z.string().meta({ description: 'Where the customer enters the card: the provider’s own page.' }),
})
export type MethodSetupView = z.infer<typeof MethodSetupView>

export const MethodPageView = z.object({ redirectUrl: z.string().meta({ description: 'The provider’s own page; it opens once and not for long.' }) })
export type MethodPageView = z.infer<typeof MethodPageView>

export const MethodAddedView = z.object({ status: z.enum(['saved', 'waiting']), method: SavedMethodView.nullable() })
export type MethodAddedView = z.infer<typeof MethodAddedView>

export const MethodRemovedView = z.object({ id: z.string(), status: z.literal('removed') })
export type MethodRemovedView = z.infer<typeof MethodRemovedView>
