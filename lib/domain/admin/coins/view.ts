import { z } from 'zod'
import { coinAssets } from '@/lib/providers/chains/types'
import { CoinRefundView } from '../../billing/coins/view'

const asset = z.enum(coinAssets)
const mode = z.enum(['test', 'live'])

export const CoinAddressView = z.object({
  id: z.string(), clientId: z.string(), clientName: z.string(), paymentId: z.string(), invoiceId: z.string(), network: z.string(), asset, index: z.int(), address: z.string(),
  received: z.array(z.object({ asset, amountText: z.string() })).meta({ description: 'What came, without what is gone again.' }),
  arrivals: z.array(z.object({ id: z.string(), asset, amountText: z.string(), txHash: z.string().nullable(), seenAt: z.date(), isBooked: z.boolean(), isIgnored: z.boolean() })),
  createdAt: z.date(), watchUntil: z.date(),
})
export type CoinAddressView = z.infer<typeof CoinAddressView>

export const IgnoredArrivalView = z.object({ id: z.string(), paymentId: z.string(), takenBackMinor: z.bigint().meta({ description: 'What of it had been booked.' }), currency: z.string() })
export type IgnoredArrivalView = z.infer<typeof IgnoredArrivalView>

export const CoinChainView = z.object({
  network: z.string(), mode, assets: z.array(asset),
  firstAddress: z.string().meta({ description: 'Address 0 of the operator’s key, to compare with their wallet.' }),
  tipHeight: z.int().nullable().meta({ description: 'What the node says; null when it did not answer.' }),
  followedHeight: z.int().nullable().meta({ description: 'How far the platform has read.' }),
  health: z.object({ ok: z.boolean(), reason: z.string().nullable() }),
  addresses: z.int(),
  balances: z.array(z.object({ asset, amountText: z.string(), unconfirmedText: z.string() })).meta({ description: 'Received in all, swept or not.' }),
})
export type CoinChainView = z.infer<typeof CoinChainView>
export const CoinBalancesView = z.object({ data: z.array(CoinChainView) })

export const CoinRateView = z.object({
  asset, currency: z.string(),
  rate: z.string().nullable().meta({ description: 'What quotes are made at now, less the spread; null when there is none to use.' }),
  problem: z.enum(['none', 'stale', 'deviation', 'jump', 'static_refused']).nullable(),
  isFresh: z.boolean(), isStatic: z.boolean(),
  observedAt: z.date().nullable(), validUntil: z.date().nullable(),
  sources: z.array(z.object({ source: z.string(), bid: z.string(), last: z.string(), observedAt: z.date() })),
  spreadBps: z.int(),
  setById: z.string().nullable(),
})
export type CoinRateView = z.infer<typeof CoinRateView>
export const CoinRatesView = z.object({ data: z.array(CoinRateView) })

export const StaffCoinRefundView = CoinRefundView.extend({ clientId: z.string(), clientName: z.string(), invoiceId: z.string(), reason: z.string() })
export type StaffCoinRefundView = z.infer<typeof StaffCoinRefundView>
