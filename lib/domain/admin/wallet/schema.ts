import { z } from 'zod'

const id = z.string().min(1).max(64)

/** `credit` and `debit` correct a wallet; `promo` gives credit away, with an end and a place in the burn order. */
export const adjustmentKinds = ['promo', 'credit', 'debit'] as const

export const PreviewAdjustmentInput = z.object({
  id: id.meta({ description: 'The client.' }),
  kind: z.enum(adjustmentKinds),
  amountMinor: z.coerce.bigint().min(1n).max(10n ** 11n),
  reason: z.string().trim().min(3).max(300).meta({ description: 'Kept in the audit log and shown on the client’s statement.' }),
  expiresOn: z.iso.date().nullable().default(null).meta({ description: 'promo only: the last day on which it can be used, UTC.' }),
  priority: z.coerce.number().int().min(1).max(100).default(20).meta({ description: 'promo only: the lowest is used first.' }),
})

export const AdjustWalletInput = PreviewAdjustmentInput.extend({
  adjustmentId: z.string().regex(/^adj_[0-9A-Z]{26}$/).meta({ description: 'The preview’s; the same one is booked once.' }),
})

export const GetClientWalletInput = z.object({ id, from: z.iso.date().optional(), to: z.iso.date().optional() })
