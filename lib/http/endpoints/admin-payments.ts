import { z } from 'zod'
import {
  getDispute, getPaymentDetail, listDisputes, listFindings, listPaymentProviders, listReconciliations, listRefunds, resolveFinding, runReconciliation, testPaymentProvider,
} from '@/lib/domain/admin'
import { AdminRefundView, DisputeDetailView, DisputeView, FindingView, PaymentDetailView, ProvidersView, ProviderTestView, ReconciliationsView } from '@/lib/domain/admin/payments/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Admin'

export const listPaymentProvidersEndpoint = endpoint(listPaymentProviders, { method: 'GET', path: '/api/admin/payment-providers', tag, summary: 'Payment providers, their settings and health', response: ProvidersView })
export const testPaymentProviderEndpoint = endpoint(testPaymentProvider, { method: 'POST', path: '/api/admin/payment-providers/{id}/test', tag, summary: 'Ask a payment provider now', response: ProviderTestView })
export const listReconciliationsEndpoint = endpoint(listReconciliations, { method: 'GET', path: '/api/admin/reconciliation', tag, summary: 'The last comparisons with providers’ books', response: ReconciliationsView })
export const runReconciliationEndpoint = endpoint(runReconciliation, { method: 'POST', path: '/api/admin/reconciliation', tag, summary: 'Compare one day now', response: z.object({ id: z.string() }), status: 201 })
export const listFindingsEndpoint = pageEndpoint(listFindings, { method: 'GET', path: '/api/admin/reconciliation/findings', tag, summary: 'What differs between providers’ books and ours', response: FindingView })
export const resolveFindingEndpoint = endpoint(resolveFinding, { method: 'POST', path: '/api/admin/reconciliation/findings/{id}/resolve', tag, summary: 'Say what became of a difference', response: FindingView })

export const listDisputesEndpoint = pageEndpoint(listDisputes, { method: 'GET', path: '/api/admin/disputes', tag, summary: 'Payments that banks took back', response: DisputeView })
export const getDisputeEndpoint = endpoint(getDispute, { method: 'GET', path: '/api/admin/disputes/{id}', tag, summary: 'One dispute, where it is answered and what led to it', response: DisputeDetailView })
export const getPaymentDetailEndpoint = endpoint(getPaymentDetail, { method: 'GET', path: '/api/admin/payments/{id}', tag, summary: 'One attempt with its history, notices and bookings', response: PaymentDetailView })
export const listRefundsEndpoint = pageEndpoint(listRefunds, { method: 'GET', path: '/api/admin/refunds', tag, summary: 'Refunds of all clients', response: AdminRefundView })

export const adminPaymentEndpoints: readonly Endpoint[] = [
  listPaymentProvidersEndpoint, testPaymentProviderEndpoint, listReconciliationsEndpoint, runReconciliationEndpoint, listFindingsEndpoint, resolveFindingEndpoint,
  listDisputesEndpoint, getDisputeEndpoint, getPaymentDetailEndpoint, listRefundsEndpoint,
]
