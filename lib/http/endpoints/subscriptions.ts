import {
  cancelSubscription, changeSubscription, getLimits, getSubscription, listOfferedPlans, listSubscriptions, pauseSubscription, previewAct, previewSubscription, resumeSubscription, subscribe,
  subscriptionHistory, uncancelSubscription,
} from '@/lib/domain/billing'
import { ActPreviewView, LimitsView, SubscriptionEventView } from '@/lib/domain/billing/subscriptions/view'
import { SoldPlanView } from '@/lib/domain/catalog/view'
import { SubscribeView, SubscriptionPreviewView, SubscriptionView } from '@/lib/domain/billing/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Subscriptions'
const confirm = 'Send back the preview’s frozen_at and hash. A stale one answers 409 stale_preview with a new preview in error.preview.'

export const previewSubscriptionEndpoint = endpoint(previewSubscription, {
  tag, method: 'POST', path: '/api/subscriptions/preview', summary: 'The exact charge of a new subscription; changes nothing', response: SubscriptionPreviewView,
})
export const subscribeEndpoint = endpoint(subscribe, {
  tag, method: 'POST', path: '/api/subscriptions', status: 201, response: SubscribeView, summary: 'Confirm a preview',
  description: `${confirm} A free plan and a trial are active at once; for a paid one send the customer to payment.redirect_url.`,
})
export const listOfferedPlansEndpoint = pageEndpoint(listOfferedPlans, {
  method: 'GET', path: '/api/offered-plans', tag: 'Plans', summary: 'Plans this client may choose, at its own prices where it has any', response: SoldPlanView,
})
export const listSubscriptionsEndpoint = pageEndpoint(listSubscriptions, {
  tag, method: 'GET', path: '/api/subscriptions', summary: 'The client’s subscriptions, newest first', response: SubscriptionView,
})
export const getSubscriptionEndpoint = endpoint(getSubscription, {
  tag, method: 'GET', path: '/api/subscriptions/{id}', summary: 'One subscription', response: SubscriptionView,
})
export const changeSubscriptionEndpoint = endpoint(changeSubscription, {
  tag, method: 'PATCH', path: '/api/subscriptions/{id}', summary: 'Another plan, interval or number of seats, as previewed', response: SubscribeView,
  description: `${confirm} An upgrade is charged now and applied once it is paid; a downgrade waits for the end of the period. Asking for what one has takes a scheduled change back.`,
})
export const previewActEndpoint = endpoint(previewAct, {
  tag, method: 'POST', path: '/api/subscriptions/{id}/preview', summary: 'What a change, an end or pause today, or a resumption costs or gives back', response: ActPreviewView,
})
export const cancelSubscriptionEndpoint = endpoint(cancelSubscription, {
  tag, method: 'POST', path: '/api/subscriptions/{id}/cancel', summary: 'End it with the period that is paid for, or today as previewed', response: SubscriptionView,
})
export const uncancelSubscriptionEndpoint = endpoint(uncancelSubscription, {
  tag, method: 'POST', path: '/api/subscriptions/{id}/uncancel', summary: 'Take a cancellation back before it takes effect', response: SubscriptionView,
})
export const pauseSubscriptionEndpoint = endpoint(pauseSubscription, {
  tag, method: 'POST', path: '/api/subscriptions/{id}/pause', summary: 'Stop service with the period that is paid for, or today with the rest credited', response: SubscriptionView,
})
export const resumeSubscriptionEndpoint = endpoint(resumeSubscription, {
  tag, method: 'POST', path: '/api/subscriptions/{id}/resume', summary: 'End a pause; stopped service begins a new period', response: SubscribeView, description: confirm,
})
export const subscriptionHistoryEndpoint = pageEndpoint(subscriptionHistory, {
  tag, method: 'GET', path: '/api/subscriptions/{id}/history', summary: 'What happened to it, newest first', response: SubscriptionEventView,
})

export const limitsEndpoint = endpoint(getLimits, {
  tag, method: 'GET', path: '/api/subscriptions/limits', summary: 'The limits of the plan and how much of them is used', response: LimitsView,
})

export const subscriptionEndpoints: readonly Endpoint[] = [
  previewSubscriptionEndpoint, subscribeEndpoint, listOfferedPlansEndpoint, listSubscriptionsEndpoint, getSubscriptionEndpoint, changeSubscriptionEndpoint, previewActEndpoint,
  cancelSubscriptionEndpoint, uncancelSubscriptionEndpoint, pauseSubscriptionEndpoint, resumeSubscriptionEndpoint, subscriptionHistoryEndpoint, limitsEndpoint,
]
