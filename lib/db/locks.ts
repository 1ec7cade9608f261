import type { Db } from './transaction'

/** Waits for the client's row: verbs that count and then insert (keys, members) take it first. Held until commit. */
export async function lockClient(db: Db, clientId: string): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM "Client" WHERE "id" = ${clientId} FOR UPDATE`
}

/** One holder a name across all processes, until commit. For work that must not run twice at once. */
export async function lockName(db: Db, name: string): Promise<void> {
  await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`
}
