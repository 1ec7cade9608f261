import {
  activateClient, getClient, getMail, getModel, getOverview, getUpstream, getWebhookEvent, linkModelUpstream, listAllInvoices, listAllModels, listAllPayments, listAudit, listClients,
  listJobs, listMail, listUpstreams, listWebhookEvents, removeUpstream, replayWebhookEvent, retryJob, saveModel, saveUpstream, setModelPrice, suspendClient, switchUpstream, testUpstream,
} from '@/lib/domain/admin'
import {
  AdminInvoiceView, AdminModelView, AdminPaymentView, AuditRowView, ClientDetailView, ClientRowView, JobsView, MailDetailView, MailRowView, OverviewView, RetriedView, SuspensionView,
  UpstreamTestView, UpstreamView, WebhookDetailView, WebhookRowView,
} from '@/lib/domain/admin/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Admin'

export const adminOverviewEndpoint = endpoint(getOverview, { method: 'GET', path: '/api/admin/overview', tag, summary: 'What needs a person now', response: OverviewView })
export const listClientsEndpoint = pageEndpoint(listClients, { method: 'GET', path: '/api/admin/clients', tag, summary: 'Search clients', response: ClientRowView })
export const getClientEndpoint = endpoint(getClient, { method: 'GET', path: '/api/admin/clients/{id}', tag, summary: 'A client’s standing and what happened lately', response: ClientDetailView })
export const suspendClientEndpoint = endpoint(suspendClient, { method: 'POST', path: '/api/admin/clients/{id}/suspend', tag, summary: 'Suspend a client', response: SuspensionView })
export const activateClientEndpoint = endpoint(activateClient, { method: 'POST', path: '/api/admin/clients/{id}/activate', tag, summary: 'Lift a suspension', response: SuspensionView })
export const listMailEndpoint = pageEndpoint(listMail, { method: 'GET', path: '/api/admin/mail', tag, summary: 'Outgoing mail', response: MailRowView })
export const getMailEndpoint = endpoint(getMail, { method: 'GET', path: '/api/admin/mail/{id}', tag, summary: 'One outgoing mail whole', response: MailDetailView })
export const listAllModelsEndpoint = pageEndpoint(listAllModels, { method: 'GET', path: '/api/admin/models', tag, summary: 'Models with prices and servers', response: AdminModelView })
export const createModelEndpoint = endpoint(saveModel, { method: 'POST', path: '/api/admin/models', tag, summary: 'Make a model', response: AdminModelView, status: 201 })
export const getModelEndpoint = endpoint(getModel, { method: 'GET', path: '/api/admin/models/{id}', tag, summary: 'One model', response: AdminModelView })
export const saveModelEndpoint = endpoint(saveModel, { method: 'PUT', path: '/api/admin/models/{id}', tag, summary: 'Change a model', response: AdminModelView })
export const setModelPriceEndpoint = endpoint(setModelPrice, { method: 'POST', path: '/api/admin/models/{id}/prices', tag, summary: 'Set the next price of a model', response: AdminModelView, status: 201 })
const linkPath = '/api/admin/models/{id}/upstreams/{upstreamId}'
export const linkModelUpstreamEndpoint = endpoint(linkModelUpstream, { method: 'PUT', path: linkPath, tag, summary: 'Let a server answer for a model', response: AdminModelView })
export const unlinkModelUpstreamEndpoint = endpoint(linkModelUpstream, { method: 'DELETE', path: linkPath, tag, summary: 'Take a server away from a model', response: AdminModelView })
export const listUpstreamsEndpoint = pageEndpoint(listUpstreams, { method: 'GET', path: '/api/admin/upstreams', tag, summary: 'Servers behind the models', response: UpstreamView })
export const createUpstreamEndpoint = endpoint(saveUpstream, { method: 'POST', path: '/api/admin/upstreams', tag, summary: 'Add an OpenAI-compatible server', response: UpstreamView, status: 201 })
export const getUpstreamEndpoint = endpoint(getUpstream, { method: 'GET', path: '/api/admin/upstreams/{id}', tag, summary: 'One server', response: UpstreamView })
export const saveUpstreamEndpoint = endpoint(saveUpstream, { method: 'PUT', path: '/api/admin/upstreams/{id}', tag, summary: 'Change a server', response: UpstreamView })
export const switchUpstreamEndpoint = endpoint(switchUpstream, { method: 'PATCH', path: '/api/admin/upstreams/{id}', tag, summary: 'Use a server, or leave it alone', response: UpstreamView })
export const removeUpstreamEndpoint = endpoint(removeUpstream, { method: 'DELETE', path: '/api/admin/upstreams/{id}', tag, summary: 'Remove a server that no model uses', response: UpstreamView })
export const testUpstreamEndpoint = endpoint(testUpstream, { method: 'POST', path: '/api/admin/upstreams/{id}/test', tag, summary: 'Ask a server for its models and measure the answer', response: UpstreamTestView })
export const listWebhookEventsEndpoint = pageEndpoint(listWebhookEvents, { method: 'GET', path: '/api/admin/webhooks', tag, summary: 'Notices of payment providers', response: WebhookRowView })
export const getWebhookEventEndpoint = endpoint(getWebhookEvent, { method: 'GET', path: '/api/admin/webhooks/{id}', tag, summary: 'One notice with its checks', response: WebhookDetailView })
export const replayWebhookEventEndpoint = endpoint(replayWebhookEvent, { method: 'POST', path: '/api/admin/webhooks/{id}/replay', tag, summary: 'Act on a notice again', response: WebhookRowView, status: 202 })
export const listAllInvoicesEndpoint = pageEndpoint(listAllInvoices, { method: 'GET', path: '/api/admin/invoices', tag, summary: 'Invoices of all clients', response: AdminInvoiceView })
export const listAllPaymentsEndpoint = pageEndpoint(listAllPayments, { method: 'GET', path: '/api/admin/payments', tag, summary: 'Payments of all clients', response: AdminPaymentView })
export const listJobsEndpoint = endpoint(listJobs, { method: 'GET', path: '/api/admin/jobs', tag, summary: 'Queues, workers and what was given up', response: JobsView })
export const retryJobEndpoint = endpoint(retryJob, { method: 'POST', path: '/api/admin/jobs/{id}/retry', tag, summary: 'Try a dead job or message again', response: RetriedView, status: 202 })
export const listAuditEndpoint = pageEndpoint(listAudit, { method: 'GET', path: '/api/admin/audit', tag, summary: 'Who did what, when', response: AuditRowView })

export const adminEndpoints: readonly Endpoint[] = [
  adminOverviewEndpoint, listClientsEndpoint, getClientEndpoint, suspendClientEndpoint, activateClientEndpoint, listMailEndpoint, getMailEndpoint, listAllModelsEndpoint,
  createModelEndpoint, getModelEndpoint, saveModelEndpoint, setModelPriceEndpoint, linkModelUpstreamEndpoint, unlinkModelUpstreamEndpoint, listUpstreamsEndpoint, createUpstreamEndpoint, getUpstreamEndpoint,
  saveUpstreamEndpoint, switchUpstreamEndpoint, removeUpstreamEndpoint, testUpstreamEndpoint, listWebhookEventsEndpoint, getWebhookEventEndpoint, replayWebhookEventEndpoint, listAllInvoicesEndpoint, listAllPaymentsEndpoint,
  listJobsEndpoint, retryJobEndpoint, listAuditEndpoint,
]
