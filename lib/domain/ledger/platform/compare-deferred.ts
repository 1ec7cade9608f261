import { platformDb } from '@/lib/db/platform-db'
import type { Difference } from '../difference'

type Row = { mode: string; currency: string; expected: string; actual: string }

/**
 * Holds deferred revenue against what it stands for, in one statement and so at one instant: what the schedules have left to earn, lines
 * sold over time of invoices that are not paid yet and so have no schedule, and top-ups that wait for their money. A change that came too
 * late was turned into credit; credit lines balance what an invoice came to below zero, which left as credit when it was posted.
 */
export async function compareDeferred(): Promise<Difference[]> {
  const rows = await platformDb.$queryRaw<Row[]>`
    WITH booked AS (
      SELECT a."mode", a."currency", -sum(e."amountMinor") AS "minor" FROM "LedgerAccount" a JOIN "LedgerEntry" e ON e."accountId" = a."id" WHERE a."kind" = 'deferred_revenue' GROUP BY 1, 2
    ), part AS (
      SELECT "mode", "currency", sum("amountMinor" - "recognisedMinor") AS "minor" FROM "RevenueSchedule" GROUP BY 1, 2
      UNION ALL
      SELECT i."mode", i."currency", sum(l."amountMinor" - l."discountMinor") FROM "Invoice" i JOIN "InvoiceLine" l ON l."clientId" = i."clientId" AND l."invoiceId" = i."id"
      WHERE i."documentStatus" = 'open' AND (
        l."kind" IN ('plan', 'proration') AND NOT EXISTS (SELECT 1 FROM "RevenueSchedule" s WHERE s."invoiceId" = i."id" AND s."position" = l."position")
          AND NOT EXISTS (SELECT 1 FROM "SubscriptionChange" c WHERE c."invoiceId" = i."id" AND c."state" = 'credited')
        OR l."kind" = 'top_up' AND NOT EXISTS (SELECT 1 FROM "WalletTopUp" t WHERE t."invoiceId" = i."id" AND t."state" = 'credited')
        OR l."kind" = 'credit'
      ) GROUP BY 1, 2
      UNION ALL
      SELECT "mode", "currency", -sum("carryMinor" - "carryTaxMinor") FROM "Invoice" WHERE "documentStatus" = 'open' AND "carryMinor" > 0 GROUP BY 1, 2
    ), owed AS (SELECT "mode", "currency", sum("minor") AS "minor" FROM part GROUP BY 1, 2)
    SELECT "mode", "currency", coalesce(owed."minor", 0)::text AS "expected", coalesce(booked."minor", 0)::text AS "actual"
    FROM owed FULL JOIN booked USING ("mode", "currency") WHERE coalesce(owed."minor", 0) <> coalesce(booked."minor", 0)`
  return rows.map(({ mode, currency, expected, actual }) => ({ kind: 'deferred_revenue', subjectId: `${mode}:${currency}`, clientId: null, expected, actual }))
}
