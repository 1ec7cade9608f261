import { z } from 'zod'
import { paymentProviders } from '../view'
import { movementKinds } from './view'

const minor = z.coerce.bigint().min(0n)
const day = z.iso.date()

/** Amounts are checked against the currency's own limits by the verb. */
export const PreviewTopUpInput = z.object({ amountMinor: z.coerce.bigint().min(1n).meta({ description: 'In minor units of the wallet’s currency.' }) })

export const TopUpInput = PreviewTopUpInput.extend({
  frozenAt: z.coerce.date().meta({ description: 'The preview’s frozen instant.' }),
  hash: z.string().min(1).max(64).meta({ description: 'The preview’s hash.' }),
  provider: z.enum(paymentProviders).optional(),
  saveMethod: z.boolean().default(false).meta({ description: 'Keep this way to pay and charge automatic top-ups and later invoices to it.' }),
})

export const CancelTopUpInput = z.object({ id: z.string().min(1).max(64) })

export const SetAutoTopUpInput = z.object({
  isEnabled: z.boolean(),
  thresholdMinor: minor,
  amountMinor: z.coerce.bigint().min(1n),
  monthlyCapMinor: z.coerce.bigint().min(1n),
})

export const SetLowBalanceInput = z.object({ amountMinor: minor.max(10n ** 12n).meta({ description: '0 = no notice.' }) })

export const GetStatementInput = z.object({
  from: day.optional().meta({ description: 'First day, in the client’s time zone; the first of this month when absent.' }),
  to: day.optional().meta({ description: 'Last day, inclusive; today when absent. At most 400 days.' }),
  kind: z.enum(movementKinds).optional(),
})

export const FailAutoTopUpInput = z.object({ topUpId: z.string().nullable(), reason: z.enum(['declined', 'no_method']) })
