import { pool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { seedCatalog } from '@/prisma/seed/catalog'

/** The catalogue and the seller, for programs that may not reach the unscoped database themselves. */
export const sellPlans = (now: Date): Promise<void> => seedCatalog(platformDb, now)

/**
 * So many clients on Pro for 29.00 a month whose period ends at `endsAt`: written in bulk, as the verbs would have left them. Their
 * ids carry `tag`, so that several of these live side by side.
 */
export async function manyDue(count: number, endsAt: Date, tag = 'A'): Promise<void> {
  const { id: versionId } = await platformDb.planVersion.findFirstOrThrow({ where: { plan: { code: 'pro' } }, select: { id: true } })
  const startsAt = new Date(endsAt.getTime() - 30 * 86_400_000)
  const id = (prefix: string) => `'${prefix}_' || lpad($3::text || n, 26, '0')`
  const values = [count, startsAt, tag]
  const rows = 'FROM generate_series(1, $1::int) AS n'
  await pool().query(`INSERT INTO "Client" ("id", "name", "currency", "mode", "createdAt") SELECT ${id('cli')}, 'Client ' || n, 'USD', 'test', $2 ${rows}`, values)
  await pool().query(
    `INSERT INTO "ClientProfile" ("clientId", "companyName", "country", "timeZone", "locale", "termsVersion", "updatedAt")
     SELECT ${id('cli')}, 'Client ' || n, 'US', (ARRAY['UTC', 'Asia/Kolkata', 'America/Bogota', 'America/Los_Angeles'])[1 + n % 4], 'en', '2026-11', $2 ${rows}`, values)
  await pool().query(
    `INSERT INTO "Subscription" ("id", "clientId", "planVersionId", "interval", "currency", "amountMinor", "status", "anchorDay", "timeZone", "currentPeriodStart",
       "currentPeriodEnd", "activatedAt", "createdAt", "updatedAt")
     SELECT ${id('sub')}, ${id('cli')}, $5, 'month', 'USD', 2900, 'active', 1, 'UTC', $2, $4, $2, $2, $2 ${rows}`, [...values, endsAt, versionId])
  await pool().query(`INSERT INTO "Wallet" ("id", "clientId", "currency", "updatedAt") SELECT ${id('wal')}, ${id('cli')}, 'USD', $2 ${rows}`, values)
  await pool().query(
    `INSERT INTO "UsagePeriod" ("id", "clientId", "subscriptionId", "startsAt", "endsAt", "currency", "includedTokens", "usedTokens")
     SELECT ${id('prd')}, ${id('cli')}, ${id('sub')}, $2, $4, 'USD', 1000000, n % 1000000 ${rows}`, [...values, endsAt])
  await pool().query('ANALYZE "Client", "ClientProfile", "Subscription", "UsagePeriod"')
}

/** Numbers of the posted invoices as integers, in order. */
export async function invoiceSequence(): Promise<number[]> {
  const { rows } = await pool().query<{ n: number }>(`SELECT split_part("number", '-', 3)::int AS n FROM "Invoice" WHERE "number" IS NOT NULL ORDER BY 1`)
  return rows.map(({ n }) => n)
}
