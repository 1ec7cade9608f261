import type { Db } from '@/lib/db/transaction'

/** What pays for a stretch of hours: the wallet first, then the overage of the period that the stretch begins in. */
export type HourFunds = { walletId: string | null; walletPicos: bigint; usagePeriodId: string | null; overagePicos: bigint; /** where another period's money begins to count */ until: Date | null }

/** A period whose subscription is stopped for arrears adds nothing to them. */
export async function readHourFunds(db: Db, clientId: string, currency: string, at: Date): Promise<HourFunds> {
  const [funds] = await db.$queryRaw<HourFunds[]>`
    SELECT w."id" AS "walletId", greatest(coalesce(w."balancePicos" - w."heldPicos", 0), 0)::bigint AS "walletPicos", p."id" AS "usagePeriodId",
      greatest(coalesce(p."spendLimitPicos" - p."overagePicos" - p."heldOveragePicos", 0), 0)::bigint AS "overagePicos",
      coalesce(p."endsAt", (SELECT min("startsAt") FROM "UsagePeriod" WHERE "clientId" = ${clientId} AND "startsAt" > ${at})) AS "until"
    FROM (SELECT 1) one
    LEFT JOIN "Wallet" w ON w."clientId" = ${clientId} AND w."currency" = ${currency}
    LEFT JOIN LATERAL (
      SELECT u.* FROM "UsagePeriod" u JOIN "Subscription" s ON s."id" = u."subscriptionId" AND s."clientId" = u."clientId"
       WHERE u."clientId" = ${clientId} AND u."currency" = ${currency} AND u."startsAt" <= ${at} AND u."endsAt" > ${at} AND s."serviceSuspendedAt" IS NULL ORDER BY u."id" DESC LIMIT 1) p ON true`
  return funds ?? { walletId: null, walletPicos: 0n, usagePeriodId: null, overagePicos: 0n, until: null }
}
