import { z } from 'zod'

export const RunComplianceCheckInput = z.object({
  subjectKind: z.enum(['subscription', 'purchase', 'instance']),
  subjectId: z.string().min(1).max(64),
  isPaid: z.boolean().default(true).meta({ description: 'What costs money needs a complete profile.' }),
})
