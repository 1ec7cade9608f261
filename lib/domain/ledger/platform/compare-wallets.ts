import { platformDb } from '@/lib/db/platform-db'
import { picosPerMinor } from '@/lib/kernel/rate'
import type { Difference } from '../difference'

type Row = { clientId: string; kind: Difference['kind']; expected: string; actual: string }

/**
 * Holds every wallet against what it is the projection of, all in one statement and so at one instant, without a lock:
 * its account in the ledger = what its grants have left + what waits to be booked; its grants − its balance = the usage of requests
 * that was not drawn down yet; its held amount = its open holds.
 */
export async function compareWallets(): Promise<{ wallets: number; differences: Difference[] }> {
  const currencies = (await platformDb.wallet.groupBy({ by: ['currency'], _count: { _all: true } })).map(({ currency, _count }) => ({ currency, count: _count._all }))
  const units = currencies.map(({ currency }) => picosPerMinor(currency).toString())
  const rows = await platformDb.$queryRaw<Row[]>`
    WITH unit AS (SELECT * FROM unnest(${currencies.map(({ currency }) => currency)}::text[], ${units}::numeric[]) AS u("currency", "picos")),
    grants AS (SELECT "walletId", sum("remainingPicos") AS "left" FROM "WalletGrant" WHERE "remainingPicos" > 0 GROUP BY 1),
    booked AS (SELECT a."clientId", -sum(e."amountMinor") AS "minor" FROM "LedgerAccount" a JOIN "LedgerEntry" e ON e."accountId" = a."id"
      WHERE a."kind" = 'wallet' AND a."clientId" IS NOT NULL GROUP BY 1),
    used AS (SELECT "clientId", sum("walletPicos") AS "picos" FROM "UsageEvent" WHERE "walletPicos" > 0 GROUP BY 1),
    holds AS (SELECT "walletId", sum("walletPicos") AS "picos" FROM "Hold" WHERE "walletId" IS NOT NULL GROUP BY 1),
    seen AS (
      SELECT w."clientId", w."heldPicos", w."balancePicos", w."drawnPicos", w."unpostedPicos", coalesce(g."left", 0) AS "left",
        coalesce(b."minor", 0) * unit."picos" AS "booked", coalesce(u."picos", 0) AS "used", coalesce(h."picos", 0) AS "held"
      FROM "Wallet" w JOIN unit ON unit."currency" = w."currency" LEFT JOIN grants g ON g."walletId" = w."id" LEFT JOIN booked b ON b."clientId" = w."clientId"
        LEFT JOIN used u ON u."clientId" = w."clientId" LEFT JOIN holds h ON h."walletId" = w."id")
    SELECT "clientId", 'wallet_ledger' AS "kind", trunc("booked")::text AS "expected", ("left" + "unpostedPicos")::text AS "actual" FROM seen WHERE "booked" <> "left" + "unpostedPicos"
    UNION ALL
    SELECT "clientId", 'wallet_grants', ("used" - "drawnPicos")::text, ("left" - "balancePicos")::text FROM seen WHERE "left" - "balancePicos" <> "used" - "drawnPicos"
    UNION ALL
    SELECT "clientId", 'wallet_held', "held"::text, "heldPicos"::text FROM seen WHERE "held" <> "heldPicos"`
  const wallets = currencies.reduce((total, { count }) => total + count, 0)
  return { wallets, differences: rows.map((row) => ({ ...row, subjectId: row.clientId })) }
}
