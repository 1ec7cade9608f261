import { z } from 'zod'
import { cancelTopUp, getStatement, getWallet, previewTopUp, setAutoTopUp, setLowBalance, topUp } from '@/lib/domain/billing'
import { GetStatementInput } from '@/lib/domain/billing/wallet/schema'
import { AutoTopUpView, StartedTopUpView, StatementView, TopUpPreviewView, TopUpView, WalletView } from '@/lib/domain/billing/wallet/view'
import { endpoint, handWritten, type Endpoint } from '../endpoint'

const wallet = { tag: 'Wallet' } as const
export const getWalletEndpoint = endpoint(getWallet, {
  ...wallet, method: 'GET', path: '/api/wallet', summary: 'Prepaid credit: balance, grants in the order they are used, unpaid top-ups, automatic top-up', response: WalletView,
})
export const previewTopUpEndpoint = endpoint(previewTopUp, {
  ...wallet, method: 'POST', path: '/api/wallet/top-ups/preview', summary: 'The exact charge of a top-up; changes nothing', response: TopUpPreviewView,
})
export const topUpEndpoint = endpoint(topUp, {
  ...wallet, method: 'POST', path: '/api/wallet/top-ups', status: 201, response: StartedTopUpView,
  summary: 'Confirm a top-up preview',
  description: 'Send back the preview’s frozen_at and hash, then send the customer to payment.redirect_url. The credit is there once the invoice is paid.',
})
export const cancelTopUpEndpoint = endpoint(cancelTopUp, {
  ...wallet, method: 'POST', path: '/api/wallet/top-ups/{id}/cancel', summary: 'Give up a top-up that was not paid; its invoice becomes void', response: TopUpView,
})
export const setAutoTopUpEndpoint = endpoint(setAutoTopUp, {
  ...wallet, method: 'PUT', path: '/api/wallet/auto-top-up', response: AutoTopUpView,
  summary: 'Buy credit by itself below a threshold, up to a cap a month',
  description: 'Paid with the saved default method. A declined payment pauses it; saving it again starts it anew.',
})
export const setLowBalanceEndpoint = endpoint(setLowBalance, {
  ...wallet, method: 'PUT', path: '/api/wallet/low-balance', summary: 'Below which balance a notice is mailed; 0 = never', response: z.object({ amountMinor: z.bigint() }),
})
export const getStatementEndpoint = endpoint(getStatement, {
  ...wallet, method: 'GET', path: '/api/wallet/statement', summary: 'What moved the wallet in a range of days, with opening and closing balance', response: StatementView,
})
export const statementCsvEndpoint = handWritten({
  ...wallet, method: 'GET', path: '/api/wallet/statement.csv', contentType: 'text/csv', security: 'sessionOrKey', query: GetStatementInput,
  summary: 'The same statement as CSV',
})

export const walletEndpoints: readonly Endpoint[] = [
  getWalletEndpoint, previewTopUpEndpoint, topUpEndpoint, cancelTopUpEndpoint, setAutoTopUpEndpoint, setLowBalanceEndpoint, getStatementEndpoint, statementCsvEndpoint,
]
