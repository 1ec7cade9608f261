'use server'
import {
  activateClient, createInvoice, creditInvoice, recordPayment, refundInvoice, regenerateInvoice, voidInvoice, writeOffInvoice,
  linkModelUpstream, removeUpstream, replayWebhookEvent, retryJob, saveModel, saveUpstream, setModelPrice, setClientLimits, suspendClient, switchUpstream, testUpstream,
  resolveFinding, runReconciliation, testPaymentProvider,
} from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'
import { withMoneyFields } from '@/lib/http/money-fields'
import { routes } from '@/lib/routes'

const toInvoice = { redirectTo: ({ id }: { id: string }) => routes.adminInvoice(id) }
export const createInvoiceAction = adminAction(createInvoice, toInvoice)
export const creditInvoiceAction = adminAction(creditInvoice, toInvoice)
export const refundInvoiceAction = adminAction(refundInvoice, toInvoice)
export const regenerateInvoiceAction = adminAction(regenerateInvoice, toInvoice)
export const voidInvoiceAction = adminAction(voidInvoice, toInvoice)
export const writeOffInvoiceAction = adminAction(writeOffInvoice, toInvoice)
export const recordPaymentAction = withMoneyFields(adminAction(recordPayment, toInvoice), ['amountMinor'])

export const suspendClientAction = adminAction(suspendClient)
export const activateClientAction = adminAction(activateClient)
export const setClientLimitsAction = adminAction(setClientLimits)
export const createModelAction = adminAction(saveModel, { redirectTo: (model) => routes.adminModel(model.id) })
export const saveModelAction = adminAction(saveModel)
export const setModelPriceAction = adminAction(setModelPrice)
export const linkModelUpstreamAction = adminAction(linkModelUpstream)
export const createUpstreamAction = adminAction(saveUpstream, { redirectTo: (upstream) => routes.adminUpstream(upstream.id) })
export const saveUpstreamAction = adminAction(saveUpstream)
export const switchUpstreamAction = adminAction(switchUpstream)
export const removeUpstreamAction = adminAction(removeUpstream, { redirectTo: () => routes.adminUpstreams() })
export const testUpstreamAction = adminAction(testUpstream)
export const replayWebhookEventAction = adminAction(replayWebhookEvent)
export const retryJobAction = adminAction(retryJob)
export const testPaymentProviderAction = adminAction(testPaymentProvider)
export const runReconciliationAction = adminAction(runReconciliation)
export const resolveFindingAction = adminAction(resolveFinding)
