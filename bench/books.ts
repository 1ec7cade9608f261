import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { parentOf } from './process-cost'

export type Books = { answered: number; events: number; held: string; openHolds: number; spentPicos: string; costPicos: string }

const text = `
  SELECT (SELECT count(*)::int FROM "UsageEvent" WHERE "clientId" = $1 AND "status" <> 'error') AS answered, (SELECT count(*)::int FROM "UsageEvent" WHERE "clientId" = $1) AS events,
    w."heldPicos" AS held, (SELECT count(*)::int FROM "Hold" WHERE "clientId" = $1) AS "openHolds", 1000000000000000000 - w."balancePicos" AS "spentPicos",
    (SELECT coalesce(sum("costPicos"), 0) FROM "UsageEvent" WHERE "clientId" = $1) AS "costPicos"
  FROM "Wallet" w WHERE w."clientId" = $1`

/** The bench client's books once nothing is held any more (or after ten seconds as they are). */
export async function readBooks(databaseUrl: string, clientId: string): Promise<Books> {
  const db = new pg.Client({ connectionString: databaseUrl })
  await db.connect()
  let found: Books | undefined
  for (let i = 0; i < 100; i++) {
    found = (await db.query<Books>(text, [clientId])).rows[0]
    if (found?.openHolds === 0) break
    await sleep(100)
  }
  await db.end()
  if (!found) throw new Error('the bench client is gone')
  return found
}

/** The server behind a database URL: its first process, when it runs on this machine. */
export async function serverPid(databaseUrl: string): Promise<number> {
  const db = new pg.Client({ connectionString: databaseUrl })
  await db.connect()
  const { rows } = await db.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const pid = parentOf(rows[0]?.pid ?? 0) // while the connection's own process is still there
  await db.end()
  return pid
}
