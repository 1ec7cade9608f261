export { getPlan, listPlans } from './platform/list-plans'
export { listModels } from './platform/list-models'
export { priceAt, modelPriceFields, type ModelPriceAt } from './price-at'
export { planView, planVersionFields, soldPlanVersions, type PlanVersionRow } from './plan-row'
