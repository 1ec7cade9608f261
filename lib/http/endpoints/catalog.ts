import { getPlan, listModels, listPlans } from '@/lib/domain/catalog'
import { ModelView, SoldPlanView } from '@/lib/domain/catalog/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

export const listPlansEndpoint = pageEndpoint(listPlans, {
  method: 'GET', path: '/api/plans', tag: 'Plans', summary: 'Every plan on sale, with limits and prices', response: SoldPlanView,
})
export const getPlanEndpoint = endpoint(getPlan, {
  method: 'GET', path: '/api/plans/{id}', tag: 'Plans', summary: 'One plan, by id or code', response: SoldPlanView,
})
export const listModelsEndpoint = pageEndpoint(listModels, {
  method: 'GET', path: '/api/models', tag: 'Plans', summary: 'Every model on sale, with its price in force now', response: ModelView,
})

export const catalogEndpoints: readonly Endpoint[] = [listPlansEndpoint, getPlanEndpoint, listModelsEndpoint]
