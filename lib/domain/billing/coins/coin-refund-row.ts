import type { Prisma } from '@/lib/db/generated/client'
import { unitsOf } from '@/lib/db/stored-units'
import type { CoinAsset } from '@/lib/providers/chains/types'
import { coinText } from './units'
import type { CoinRefundView } from './view'

export const coinRefundFields = {
  id: true, refundId: true, paymentId: true, asset: true, network: true, amountMinor: true, currency: true, units: true, state: true, destination: true, txHash: true,
  createdAt: true, sentAt: true,
} as const satisfies Prisma.CoinRefundSelect

type Row = Prisma.CoinRefundGetPayload<{ select: typeof coinRefundFields }>

export function coinRefundView({ id, refundId, paymentId, network, amountMinor, currency, destination, txHash, createdAt, sentAt, ...row }: Row): CoinRefundView {
  const asset = row.asset as CoinAsset // this and the state are held to their lists by CHECKs
  return { id, refundId, paymentId, asset, network, amountMinor, currency, amountText: coinText(unitsOf(row.units), asset), state: row.state as CoinRefundView['state'], destination, txHash, createdAt, sentAt }
}
