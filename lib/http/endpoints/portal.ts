import { getDashboard } from '@/lib/domain/portal'
import { DashboardView } from '@/lib/domain/portal/view'
import { endpoint, type Endpoint } from '../endpoint'

export const getDashboardEndpoint = endpoint(getDashboard, {
  method: 'GET',
  path: '/api/dashboard',
  tag: 'Client',
  summary: 'Plan, usage, spend, last requests and invoices, and what needs attention',
  response: DashboardView,
})

export const portalEndpoints: readonly Endpoint[] = [getDashboardEndpoint]
