import { z } from 'zod'
import {
  changeClientSubscription, getAnyPlan, getAnySubscription, getCancelPolicy, getMigration, listAllPlans, listAllSubscriptions, migrateSubscribers, previewClientSubscription, previewPlanMonth, publishPlanVersion,
  setCancelPolicy, setCustomPrice,
} from '@/lib/domain/admin'
import { AdminPlanView, MigrationDetailView, MigrationView, PlanMonthView } from '@/lib/domain/admin/plans/view'
import { AdminSubscriptionDetailView, AdminSubscriptionView, CustomPriceView } from '@/lib/domain/admin/subscriptions/view'
import { ActPreviewView } from '@/lib/domain/billing/subscriptions/view'
import { SubscriptionView } from '@/lib/domain/billing/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Admin'
const client = '/api/admin/clients/{id}'

export const listAllSubscriptionsEndpoint = pageEndpoint(listAllSubscriptions, { method: 'GET', path: '/api/admin/subscriptions', tag, summary: 'Subscriptions of all clients', response: AdminSubscriptionView })
export const getAnySubscriptionEndpoint = endpoint(getAnySubscription, { method: 'GET', path: '/api/admin/subscriptions/{id}', tag, summary: 'One subscription with what was billed for it', response: AdminSubscriptionDetailView })
export const previewClientSubscriptionEndpoint = endpoint(previewClientSubscription, { method: 'POST', path: `${client}/subscription/preview`, tag, summary: 'What an act of staff would cost or give back', response: ActPreviewView })
export const changeClientSubscriptionEndpoint = endpoint(changeClientSubscription, {
  method: 'PATCH', path: `${client}/subscription`, tag, summary: 'Change, end, keep, pause or resume a client’s subscription', response: SubscriptionView,
  description: 'With a reason, and with the preview’s frozen_at and hash where something is charged or credited. What the client owes for it is invoiced and applied once paid.',
})
export const setCustomPriceEndpoint = endpoint(setCustomPrice, { method: 'POST', path: `${client}/prices`, tag, status: 201, summary: 'Agree a price with one client', response: z.object({ data: z.array(CustomPriceView) }) })
export const getCancelPolicyEndpoint = endpoint(getCancelPolicy, { method: 'GET', path: '/api/admin/settings/cancel-now', tag, summary: 'What ending a paid period today gives back', response: z.object({ policy: z.enum(['credit', 'nothing']) }) })
export const setCancelPolicyEndpoint = endpoint(setCancelPolicy, { method: 'PUT', path: '/api/admin/settings/cancel-now', tag, summary: 'Set what ending a paid period today gives back', response: z.object({ policy: z.enum(['credit', 'nothing']) }) })
export const listAllPlansEndpoint = pageEndpoint(listAllPlans, { method: 'GET', path: '/api/admin/plans', tag, summary: 'Plans with all versions and who holds them', response: AdminPlanView })
export const createPlanEndpoint = endpoint(publishPlanVersion, { method: 'POST', path: '/api/admin/plans', tag, status: 201, summary: 'Make a plan with its first version', response: AdminPlanView })
export const previewPlanMonthEndpoint = endpoint(previewPlanMonth, { method: 'POST', path: '/api/admin/plans/preview', tag, summary: 'What a month would cost under a draft of a plan', response: PlanMonthView })
export const getAnyPlanEndpoint = endpoint(getAnyPlan, { method: 'GET', path: '/api/admin/plans/{id}', tag, summary: 'One plan', response: AdminPlanView })
export const publishPlanVersionEndpoint = endpoint(publishPlanVersion, { method: 'POST', path: '/api/admin/plans/{id}/versions', tag, status: 201, summary: 'Publish the next version of a plan', response: AdminPlanView })
export const migrateSubscribersEndpoint = endpoint(migrateSubscribers, { method: 'POST', path: '/api/admin/plan-migrations', tag, status: 202, summary: 'Move the subscribers of one version to another', response: MigrationView })
export const getMigrationEndpoint = endpoint(getMigration, { method: 'GET', path: '/api/admin/plan-migrations/{id}', tag, summary: 'How a move goes, client by client', response: MigrationDetailView })

export const adminSubscriptionEndpoints: readonly Endpoint[] = [
  listAllSubscriptionsEndpoint, getAnySubscriptionEndpoint, previewClientSubscriptionEndpoint, changeClientSubscriptionEndpoint, setCustomPriceEndpoint, getCancelPolicyEndpoint, setCancelPolicyEndpoint,
  listAllPlansEndpoint, createPlanEndpoint, previewPlanMonthEndpoint, getAnyPlanEndpoint, publishPlanVersionEndpoint, migrateSubscribersEndpoint, getMigrationEndpoint,
]
