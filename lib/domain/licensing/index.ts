export { evaluateCompliance, type ComplianceVerdict } from './evaluate-compliance'
export { runComplianceCheck } from './run-compliance-check'
export { storeComplianceCheck } from './store-compliance-check'
