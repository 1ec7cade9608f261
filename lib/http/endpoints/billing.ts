import { z } from 'zod'
import {
  addMethod, finishMethod, listMethods, manageMethod, removeMethod, setDefaultMethod,
  cancelPayment, getPayment, getPaymentHistory, listPayments, listTransactions, startPayment,
} from '@/lib/domain/billing'
import { PaymentHistoryView } from '@/lib/domain/billing/history/view'
import { PaymentView, TransactionView } from '@/lib/domain/billing/view'
import { MethodAddedView, MethodPageView, MethodRemovedView, MethodSetupView, SavedMethodView } from '@/lib/domain/billing/methods/view'
import { endpoint, handWritten, pageEndpoint, type Endpoint } from '../endpoint'

const payments = { tag: 'Payments' } as const
export const startPaymentEndpoint = endpoint(startPayment, {
  ...payments, method: 'POST', path: '/api/payment-intents', status: 201, summary: 'Start paying an open invoice; an invoice has one open attempt at most', response: PaymentView,
})
export const listPaymentIntentsEndpoint = pageEndpoint(listPayments, {
  ...payments, method: 'GET', path: '/api/payment-intents', summary: 'The client’s payment attempts, newest first', response: PaymentView,
})
export const getPaymentEndpoint = endpoint(getPayment, {
  ...payments, method: 'GET', path: '/api/payment-intents/{id}', summary: 'One attempt; while it is open its provider is asked first', response: PaymentView,
})
export const getPaymentHistoryEndpoint = endpoint(getPaymentHistory, {
  ...payments, method: 'GET', path: '/api/payment-intents/{id}/history', summary: 'What happened to an attempt: its moves, refunds, disputes and other tries', response: PaymentHistoryView,
})
export const confirmPaymentEndpoint = endpoint(getPayment, {
  ...payments, method: 'POST', path: '/api/payment-intents/{id}/confirm', summary: 'Ask the provider how the attempt stands and book the result', response: PaymentView,
})
export const cancelPaymentEndpoint = endpoint(cancelPayment, {
  ...payments, method: 'POST', path: '/api/payment-intents/{id}/cancel', summary: 'Give up an attempt that waits for the customer', response: PaymentView,
})
export const listTransactionsEndpoint = pageEndpoint(listTransactions, {
  ...payments, method: 'GET', path: '/api/transactions', summary: 'Money in and money back, newest first', response: TransactionView,
})

const methods = { tag: 'Payments' } as const
export const listMethodsEndpoint = pageEndpoint(listMethods, {
  ...methods, method: 'GET', path: '/api/payment-methods', summary: 'The client’s saved ways to pay, the default first', response: SavedMethodView,
})
export const addMethodEndpoint = endpoint(addMethod, {
  ...methods, method: 'POST', path: '/api/payment-methods', status: 201, response: MethodSetupView,
  summary: 'Begin to save a way to pay', description: 'Send the customer to redirect_url. No card data ever passes through this API.',
})
export const finishMethodEndpoint = endpoint(finishMethod, {
  ...methods, method: 'POST', path: '/api/payment-methods/{id}/finish', response: MethodAddedView,
  summary: 'Keep what the customer saved at the provider', description: '`id` is the one that POST /api/payment-methods answered with.',
})
export const manageMethodEndpoint = endpoint(manageMethod, {
  ...methods, method: 'POST', path: '/api/payment-methods/{id}/portal', status: 201, response: MethodPageView,
  summary: 'The provider’s own page for what it keeps', description: 'Stripe only; 422 unsupported elsewhere.',
})
export const setDefaultMethodEndpoint = endpoint(setDefaultMethod, {
  ...methods, method: 'PATCH', path: '/api/payment-methods/{id}', summary: 'Charge this one first', response: SavedMethodView,
})
export const removeMethodEndpoint = endpoint(removeMethod, {
  ...methods, method: 'DELETE', path: '/api/payment-methods/{id}', summary: 'Forget a way to pay', response: MethodRemovedView,
})

export const WebhookReceived = z.object({ received: z.boolean() })
export const webhookEndpoint = handWritten({
  method: 'POST', path: '/api/webhooks/{provider}', tag: 'Hooks', security: 'none', response: WebhookReceived,
  summary: 'Notices of payment providers (stripe, paypal, sandbox)',
  description: 'Stored first, signature checked, processed once. 503 while the provider is not configured, 400 for a bad signature.',
})

export const billingEndpoints: readonly Endpoint[] = [
  startPaymentEndpoint,
  listPaymentIntentsEndpoint, getPaymentEndpoint, getPaymentHistoryEndpoint, confirmPaymentEndpoint, cancelPaymentEndpoint, listTransactionsEndpoint, webhookEndpoint,
  listMethodsEndpoint, addMethodEndpoint, finishMethodEndpoint, manageMethodEndpoint, setDefaultMethodEndpoint, removeMethodEndpoint,
]
