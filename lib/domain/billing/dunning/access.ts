import type { Db } from '@/lib/db/transaction'

/** Every process reads the client's keys anew, so that the gateway refuses (or serves again) from the next request on. */
export async function announceKeys(db: Db, clientId: string): Promise<void> {
  await db.$executeRaw`SELECT pg_notify('api_key_changed', "id") FROM "APIKey" WHERE "clientId" = ${clientId} AND "revokedAt" IS NULL`
}

/** Stops a subscription's service for its arrears, or lets it go on. What staff have suspended by hand stays suspended. */
export async function setServiceSuspended(db: Db, clientId: string, subscriptionId: string | null, at: Date | null): Promise<void> {
  if (!subscriptionId) return
  await db.subscription.updateMany({ where: { clientId, id: subscriptionId }, data: { serviceSuspendedAt: at } })
  await announceKeys(db, clientId)
}
