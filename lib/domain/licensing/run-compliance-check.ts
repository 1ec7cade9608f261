import { command } from '@/lib/domain/command'
import { RunComplianceCheckInput } from './schema'
import { storeComplianceCheck } from './store-compliance-check'
import type { ComplianceCheckView } from './view'

/** Runs the checks that stand before an activation and keeps the answer, whatever it is. */
export const runComplianceCheck = command('licensing.runComplianceCheck', RunComplianceCheckInput, async (ctx, input): Promise<ComplianceCheckView> => {
  const check = await storeComplianceCheck(ctx.db, ctx.clock, { ...input, clientId: ctx.clientId })
  await ctx.record(check.id, { subjectId: input.subjectId, result: check.result, reasons: check.reasons })
  return check
})
