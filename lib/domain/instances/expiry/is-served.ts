import { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'

/** Whether a subscription of the client serves now, as a condition of a statement: the gateway's own rule. */
export const isServed = (clientId: string): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT 1 FROM "Subscription" s WHERE s."clientId" = ${clientId} AND s."status" IN ('trialing', 'active', 'past_due') AND s."serviceSuspendedAt" IS NULL)`

export async function readIsServed(db: Db, clientId: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ served: boolean }[]>`SELECT ${isServed(clientId)} AS served`
  return row?.served ?? false
}
