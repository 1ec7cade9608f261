import { adjustWallet, checkLedger, getClientWallet, getLedger, previewWalletAdjustment } from '@/lib/domain/admin'
import { LedgerStateView } from '@/lib/domain/admin/ledger/view'
import { AdjustedView, AdjustmentPreviewView, ClientWalletView } from '@/lib/domain/admin/wallet/view'
import { endpoint, type Endpoint } from '../endpoint'

const tag = 'Admin'

export const getClientWalletEndpoint = endpoint(getClientWallet, {
  method: 'GET', path: '/api/admin/clients/{id}/wallet', tag, summary: 'A client’s wallet with its grants and statement', response: ClientWalletView,
})
export const previewAdjustmentEndpoint = endpoint(previewWalletAdjustment, {
  method: 'POST', path: '/api/admin/clients/{id}/wallet/adjustments/preview', tag, summary: 'What an adjustment would do; changes nothing', response: AdjustmentPreviewView,
})
export const adjustWalletEndpoint = endpoint(adjustWallet, {
  method: 'POST', path: '/api/admin/clients/{id}/wallet/adjustments', tag, status: 201, response: AdjustedView,
  summary: 'Give promotional credit, or correct a wallet', description: 'Send back the preview’s adjustment_id: the same one is booked once.',
})
export const getLedgerEndpoint = endpoint(getLedger, {
  method: 'GET', path: '/api/admin/ledger', tag, summary: 'The last reconciliation, the chains’ heads, what differs, the trial balance', response: LedgerStateView,
})
export const checkLedgerEndpoint = endpoint(checkLedger, { method: 'POST', path: '/api/admin/ledger/check', tag, summary: 'Reconcile the ledger now', response: LedgerStateView })

export const adminMoneyEndpoints: readonly Endpoint[] = [getClientWalletEndpoint, previewAdjustmentEndpoint, adjustWalletEndpoint, getLedgerEndpoint, checkLedgerEndpoint]
