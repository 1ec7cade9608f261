import { platformDb } from '@/lib/db/platform-db'
import { lockName } from '@/lib/db/locks'
import { inTransaction } from '@/lib/db/transaction'

/** A worker that was killed keeps its clients from the others no longer than this; all times are the database's own. */
const leaseSeconds = 25

/**
 * Takes clients in hand for a run: those that no living lease names. One statement under a short lock, so that any number of
 * workers share the work without waiting for one another's clients.
 * @returns the ones taken
 */
export async function leaseClients(runId: string, clientIds: readonly string[]): Promise<string[]> {
  if (clientIds.length === 0) return []
  const rows = await inTransaction(platformDb, async (db) => {
    await lockName(db, 'billing.lease')
    return db.$queryRaw<{ clientId: string }[]>`
      INSERT INTO "BillingLease" ("clientId", "runId", "leasedUntil")
      SELECT id, ${runId}, now() + make_interval(secs => ${leaseSeconds}) FROM unnest(${[...clientIds]}::text[]) AS id
      ON CONFLICT ("clientId") DO UPDATE SET "runId" = EXCLUDED."runId", "leasedUntil" = EXCLUDED."leasedUntil"
      WHERE "BillingLease"."leasedUntil" < now()
      RETURNING "clientId"`
  })
  return rows.map(({ clientId }) => clientId)
}

/** Gives clients back when they are done. */
export async function releaseClients(runId: string, clientIds: readonly string[]): Promise<void> {
  await platformDb.billingLease.deleteMany({ where: { runId, clientId: { in: [...clientIds] } } })
}

/** The clients among these that somebody has in hand now. */
export async function leasedNow(clientIds: readonly string[]): Promise<Set<string>> {
  const rows = await platformDb.$queryRaw<{ clientId: string }[]>`
    SELECT "clientId" FROM "BillingLease" WHERE "clientId" = ANY(${[...clientIds]}::text[]) AND "leasedUntil" >= now()`
  return new Set(rows.map(({ clientId }) => clientId))
}
