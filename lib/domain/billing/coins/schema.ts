import { z } from 'zod'
import { coinAssets } from '@/lib/providers/chains/types'

const id = z.string().min(1).max(64)
const asset = z.enum(coinAssets)
const address = z.string().trim().min(20).max(100).meta({ description: 'Where the coins are to be sent: an address of the coin’s network.' })

export const CoinPaymentInput = z.object({ paymentId: id })
export const ChooseCoinInput = z.object({ paymentId: id, asset })
export const RequestCoinRefundInput = z.object({
  paymentId: id, address,
  amountMinor: z.coerce.bigint().min(1n).optional().meta({ description: 'All that can be asked back when absent.' }),
})
export const SetCoinRefundAddressInput = z.object({ id, address })
