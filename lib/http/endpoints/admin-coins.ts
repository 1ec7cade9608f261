import { cancelCoinRefund, coinBalances, ignoreCoinArrival, listCoinAddresses, listCoinRates, listCoinRefunds, markCoinRefundSent, setCoinRefundDestination, setStaticRate } from '@/lib/domain/admin'
import { CoinAddressView, CoinBalancesView, CoinRatesView, CoinRateView, IgnoredArrivalView, StaffCoinRefundView } from '@/lib/domain/admin/coins/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Admin'

export const listCoinRatesEndpoint = endpoint(listCoinRates, { method: 'GET', path: '/api/admin/coins/rates', tag, summary: 'What coins are worth now, and why there is no rate', response: CoinRatesView })
export const setStaticRateEndpoint = endpoint(setStaticRate, { method: 'POST', path: '/api/admin/coins/rates', tag, summary: 'Say what a coin is worth, for at most a day', response: CoinRateView, status: 201 })
export const coinBalancesEndpoint = endpoint(coinBalances, { method: 'GET', path: '/api/admin/coins', tag, summary: 'Chains that coins are received on, how far they are read and what came', response: CoinBalancesView })
export const listCoinAddressesEndpoint = pageEndpoint(listCoinAddresses, { method: 'GET', path: '/api/admin/coins/addresses', tag, summary: 'Addresses given to payments and what came to them', response: CoinAddressView })
export const ignoreCoinArrivalEndpoint = endpoint(ignoreCoinArrival, { method: 'POST', path: '/api/admin/coins/arrivals/{id}/ignore', tag, summary: 'Coins of the operator’s own at a payment’s address: they pay for nothing', response: IgnoredArrivalView })
export const listCoinRefundsEndpoint = pageEndpoint(listCoinRefunds, { method: 'GET', path: '/api/admin/coins/refunds', tag, summary: 'Refunds in coins, which the operator signs', response: StaffCoinRefundView })
export const markCoinRefundSentEndpoint = endpoint(markCoinRefundSent, { method: 'POST', path: '/api/admin/coins/refunds/{id}/sent', tag, summary: 'Say which transaction gave the coins back', response: StaffCoinRefundView })
export const cancelCoinRefundEndpoint = endpoint(cancelCoinRefund, { method: 'POST', path: '/api/admin/coins/refunds/{id}/cancel', tag, summary: 'Give a refund in coins up; the money becomes credit', response: StaffCoinRefundView })
export const setCoinRefundDestinationEndpoint = endpoint(setCoinRefundDestination, { method: 'POST', path: '/api/admin/coins/refunds/{id}/address', tag, summary: 'Say for the client where the coins go', response: StaffCoinRefundView })

export const adminCoinEndpoints: readonly Endpoint[] = [
  coinBalancesEndpoint, listCoinAddressesEndpoint, ignoreCoinArrivalEndpoint, listCoinRatesEndpoint, setStaticRateEndpoint, listCoinRefundsEndpoint, markCoinRefundSentEndpoint, cancelCoinRefundEndpoint, setCoinRefundDestinationEndpoint,
]
