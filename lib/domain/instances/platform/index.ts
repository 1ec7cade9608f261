export { watchStanding } from './expiry/watch-standing'
export type { RunReport } from './money/run-report'
export { settleInstanceById, settleInstances } from './money/settle-instances'
