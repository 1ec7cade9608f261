import type { Db } from '@/lib/db/transaction'

/** Stops a subscription's service for its arrears, or lets it go on. What staff have suspended by hand stays suspended. */
export async function setServiceSuspended(db: Db, clientId: string, subscriptionId: string | null, at: Date | null): Promise<void> {
  if (!subscriptionId) return
  await db.subscription.updateMany({ where: { clientId, id: subscriptionId }, data: { serviceSuspendedAt: at } })
}
