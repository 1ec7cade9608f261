import { platformDb } from '@/lib/db/platform-db'
import { env } from '@/lib/env'

/**
 * The next instant after `now` and up to `until` at which time alone does something to a client of this clock: a period, a trial, a
 * pause, a grace window, a due date, a step of arrears or a grant ends, and what is told 7, 3 and 1 days before private instances end. Null when nothing does before `until`.
 */
export async function nextDue(testClockId: string, now: Date, until: Date): Promise<Date | null> {
  const rows = await platformDb.$queryRaw<{ at: Date | null }[]>`
    WITH mine AS (SELECT "id" FROM "Client" WHERE "testClockId" = ${testClockId})
    SELECT min(at) AS at FROM (
      SELECT unnest(ARRAY["currentPeriodEnd", "trialEndsAt", "trialEndsAt" - interval '3 days', "trialEndsAt" + interval '3 days', "resumesAt", "collectsFrom",
        CASE WHEN "status" = 'incomplete' THEN "createdAt" + interval '1 day' END]) AS at FROM "Subscription" WHERE "clientId" IN (SELECT "id" FROM mine)
      UNION ALL SELECT "expiresAt" FROM "SubscriptionChange" WHERE "state" = 'pending' AND "clientId" IN (SELECT "id" FROM mine)
      UNION ALL SELECT unnest(ARRAY[p."endsAt", p."endsAt" + make_interval(mins => v."usageGraceMinutes")]) FROM "UsagePeriod" p
        JOIN "Subscription" s ON s."id" = p."subscriptionId" JOIN "PlanVersion" v ON v."id" = s."planVersionId" WHERE p."clientId" IN (SELECT "id" FROM mine)
      UNION ALL SELECT unnest(ARRAY["dueAt", "draftUntil"]) FROM "Invoice" WHERE "paymentStatus" IN ('unpaid', 'partially_paid') AND "clientId" IN (SELECT "id" FROM mine)
      UNION ALL SELECT unnest(ARRAY["nextRetryAt", "suspendAt", "deleteAt"]) FROM "DunningCase" WHERE "state" IN ('open', 'suspended') AND "clientId" IN (SELECT "id" FROM mine)
      UNION ALL SELECT s."currentPeriodEnd" - make_interval(days => d) FROM "Subscription" s, unnest(ARRAY[7, 3, 1]) d
        WHERE (s."cancelAtPeriodEnd" OR s."pauseKind" = 'service_at_end') AND s."clientId" IN (SELECT "clientId" FROM "PrivateInstance" WHERE "desired" <> 'deleted') AND s."clientId" IN (SELECT "id" FROM mine)
      UNION ALL SELECT i."suspendedAt" + make_interval(days => ${env().INSTANCE_NOTICE_DAYS} - d) FROM "PrivateInstance" i, unnest(ARRAY[7, 3, 1, 0]) d
        WHERE i."suspendedFor" IN ('expired', 'unpaid') AND i."desired" <> 'deleted' AND i."clientId" IN (SELECT "id" FROM mine)
      UNION ALL SELECT "expiresAt" FROM "WalletGrant" WHERE "expiredAt" IS NULL AND "clientId" IN (SELECT "id" FROM mine)
    ) AS due WHERE at > ${now} AND at <= ${until}`
  return rows[0]?.at ?? null
}
