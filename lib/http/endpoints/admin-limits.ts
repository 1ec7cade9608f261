import { getClientLimits, setClientLimits } from '@/lib/domain/admin'
import { ClientLimitsView } from '@/lib/domain/admin/limits/schema'
import { endpoint, type Endpoint } from '../endpoint'

const common = { path: '/api/admin/clients/{id}/limits', tag: 'Admin', response: ClientLimitsView } as const

export const getClientLimitsEndpoint = endpoint(getClientLimits, { ...common, method: 'GET', summary: 'A client’s own limits beside its plan’s' })
export const setClientLimitsEndpoint = endpoint(setClientLimits, { ...common, method: 'PUT', summary: 'Set a client’s own limits in place of its plan’s' })

export const adminLimitsEndpoints: readonly Endpoint[] = [getClientLimitsEndpoint, setClientLimitsEndpoint]
