import { listCoinRates, setStaticRate } from '@/lib/domain/admin'
import { CoinRatesView, CoinRateView } from '@/lib/domain/admin/coins/view'
import { endpoint, type Endpoint } from '../endpoint'

const tag = 'Admin'

export const listCoinRatesEndpoint = endpoint(listCoinRates, { method: 'GET', path: '/api/admin/coins/rates', tag, summary: 'What coins are worth now, and why there is no rate', response: CoinRatesView })
export const setStaticRateEndpoint = endpoint(setStaticRate, { method: 'POST', path: '/api/admin/coins/rates', tag, summary: 'Say what a coin is worth, for at most a day', response: CoinRateView, status: 201 })

export const adminCoinEndpoints: readonly Endpoint[] = [listCoinRatesEndpoint, setStaticRateEndpoint]
