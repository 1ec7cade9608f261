import { z } from 'zod'

/** Why an activation is refused, in the order they are checked and shown; message keys under `licensing.reasons`. */
export const complianceReasons = [
  'client_suspended', 'name_missing', 'country_missing', 'country_blocked', 'terms_not_accepted', 'overdue_balance',
] as const
export type ComplianceReason = (typeof complianceReasons)[number]

export const ComplianceCheckView = z.object({
  id: z.string(),
  subjectKind: z.enum(['subscription', 'purchase', 'instance']),
  subjectId: z.string(),
  result: z.enum(['pass', 'fail', 'review']),
  reasons: z.array(z.object({ code: z.enum(complianceReasons) })),
  createdAt: z.date(),
})
export type ComplianceCheckView = z.infer<typeof ComplianceCheckView>
