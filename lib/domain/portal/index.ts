export { getDashboard } from './get-dashboard'
