import { z } from 'zod'
import { chooseCoin, getCoinPayment, requestCoinRefund, setCoinRefundAddress } from '@/lib/domain/billing'
import { CoinPaymentView, CoinRefundView } from '@/lib/domain/billing/coins/view'
import { endpoint, type Endpoint } from '../endpoint'

const tag = 'Payments'

export const getCoinPaymentEndpoint = endpoint(getCoinPayment, { method: 'GET', path: '/api/coin-payments/{paymentId}', tag, summary: 'A payment with coins: what to send where, what has come', response: CoinPaymentView })
export const chooseCoinEndpoint = endpoint(chooseCoin, { method: 'POST', path: '/api/coin-payments/{paymentId}', tag, summary: 'Choose the coin, or renew its price', response: CoinPaymentView })
export const requestCoinRefundEndpoint = endpoint(requestCoinRefund, { method: 'POST', path: '/api/coin-payments/{paymentId}/refunds', tag, summary: 'Ask for the surplus back in coins', description: 'A part of it (amount_minor) needs an Idempotency-Key, so that a repeat asks once.', needsProof: ({ amountMinor }) => amountMinor !== undefined, status: 201, response: z.array(CoinRefundView) })
export const setCoinRefundAddressEndpoint = endpoint(setCoinRefundAddress, { method: 'POST', path: '/api/coin-refunds/{id}/address', tag, summary: 'Say where a refund’s coins go', response: CoinRefundView })

export const coinEndpoints: readonly Endpoint[] = [getCoinPaymentEndpoint, chooseCoinEndpoint, requestCoinRefundEndpoint, setCoinRefundAddressEndpoint]
