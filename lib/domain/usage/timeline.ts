import { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { toFigures, type UsageSums } from './figures'
import type { Range } from './range'
import type { UsagePointView } from './view'

type Row = UsageSums & { at: Date; group: string }

const groups = {
  none: Prisma.sql`'all'`,
  model: Prisma.sql`coalesce((SELECT mo."slug" FROM "Model" mo WHERE mo."id" = m."modelId"), (SELECT 'instance/' || i."name" FROM "PrivateInstance" i WHERE i."id" = m."modelId" AND i."clientId" = m."clientId"))`,
  key: Prisma.sql`m."keyId"`,
}

export type TimelineAsk = Range & { clientId: string; timeZone: string; bucket: 'hour' | 'day'; groupBy: keyof typeof groups; keyId?: string }

/** The hourly roll-ups of a range in buckets of hours, or of days in the client's time zone. Buckets without usage are absent. */
export async function timelineOf(db: Db, { clientId, from, to, timeZone, bucket, groupBy, keyId }: TimelineAsk): Promise<UsagePointView[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT date_trunc(${bucket}, m."hour", ${timeZone}) AS at, ${groups[groupBy]} AS "group",
      sum(m."requests")::text AS requests, sum(m."errors")::text AS errors, sum(m."inputTokens")::text AS "inputTokens",
      sum(m."outputTokens")::text AS "outputTokens", sum(m."costPicos")::text AS "costPicos", sum(m."billedPicos")::text AS "billedPicos",
      sum(m."latencyMsSum")::text AS "latencyMsSum"
    FROM "UsageMetrics" m
    WHERE m."clientId" = ${clientId} AND m."hour" >= ${from} AND m."hour" < ${to} ${keyId === undefined ? Prisma.empty : Prisma.sql`AND m."keyId" = ${keyId}`}
    GROUP BY 1, 2 ORDER BY 1, 2`
  return rows.map(({ at, group, ...sums }) => ({ at, group, latencyMsSum: Number(sums.latencyMsSum), ...toFigures(sums) }))
}
