import { z } from 'zod'
import { PageInput } from '@/lib/kernel/cursor'
import { coinAssets } from '@/lib/providers/chains/types'
import { coinRefundStates } from '../../billing/coins/view'

const id = z.string().min(1).max(64)

export const ListCoinAddressesInput = PageInput.extend({
  q: z.string().trim().max(100).optional().meta({ description: 'An address, a payment or a client.' }),
  network: z.string().max(64).optional(),
})
export const ListCoinRefundsInput = PageInput.extend({ state: z.enum(coinRefundStates).optional() })
export const MarkCoinRefundSentInput = z.object({ id, txHash: z.string().trim().min(20).max(100).meta({ description: 'The transaction that was signed and sent elsewhere.' }) })
export const CancelCoinRefundInput = z.object({ id, note: z.string().trim().min(3).max(500) })
export const IgnoreCoinArrivalInput = z.object({ id, note: z.string().trim().min(3).max(500).meta({ description: 'Why these coins pay for nothing.' }) })
export const SetCoinRefundDestinationInput = z.object({ id, address: z.string().trim().min(20).max(100) })
export const SetStaticRateInput = z.object({
  asset: z.enum(coinAssets), currency: z.string().regex(/^[A-Z]{3}$/),
  rate: z.string().trim().regex(/^(?!0+(\.0+)?$)\d{1,12}(\.\d{1,12})?$/).meta({ description: 'One coin in this currency, as decimal text.' }),
  validHours: z.coerce.number().int().min(1).max(24).default(24),
})
