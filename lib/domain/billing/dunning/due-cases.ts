import type { Prisma } from '@/lib/db/generated/client'

/** The cases on which something is due at `now`: a retry, the suspension, the end. */
export const dueCases = (now: Date): Prisma.DunningCaseWhereInput => ({
  state: { in: ['open', 'suspended'] },
  OR: [{ nextRetryAt: { lte: now } }, { state: 'open', suspendAt: { lte: now } }, { deleteAt: { lte: now } }],
})
