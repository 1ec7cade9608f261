export { getDashboard } from './get-dashboard'
export { getOffer } from './get-offer'
