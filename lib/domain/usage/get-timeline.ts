import { Prisma } from '@/lib/db/generated/client'
import { query } from '../command'
import { toFigures, type UsageSums } from './figures'
import { rangeOf } from './range'
import { UsageTimelineInput } from './schema'
import type { UsageTimelineView } from './view'

type Row = UsageSums & { at: Date; group: string }

const groups = {
  none: Prisma.sql`'all'`,
  model: Prisma.sql`(SELECT mo."slug" FROM "Model" mo WHERE mo."id" = m."modelId")`,
  key: Prisma.sql`m."keyId"`,
}

/** Usage over time from the hourly roll-ups; days are those of the client's time zone. Buckets without usage are absent. */
export const getTimeline = query('usage.getTimeline', UsageTimelineInput, async ({ db, clientId, clock }, input): Promise<UsageTimelineView> => {
  const range = rangeOf(input, clock.now())
  const client = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { currency: true, profile: { select: { timeZone: true } } } })
  const timeZone = client.profile?.timeZone ?? 'UTC'
  const rows = await db.$queryRaw<Row[]>`
    SELECT date_trunc(${input.bucket}, m."hour", ${timeZone}) AS at, ${groups[input.groupBy]} AS "group",
      sum(m."requests")::text AS requests, sum(m."errors")::text AS errors, sum(m."inputTokens")::text AS "inputTokens",
      sum(m."outputTokens")::text AS "outputTokens", sum(m."costPicos")::text AS "costPicos", sum(m."billedPicos")::text AS "billedPicos",
      sum(m."latencyMsSum")::text AS "latencyMsSum"
    FROM "UsageMetrics" m WHERE m."clientId" = ${clientId} AND m."hour" >= ${range.from} AND m."hour" < ${range.to}
    GROUP BY 1, 2 ORDER BY 1, 2`
  const points = rows.map(({ at, group, ...sums }) => ({ at, group, latencyMsSum: Number(sums.latencyMsSum), ...toFigures(sums) }))
  return { ...range, bucket: input.bucket, timeZone, currency: client.currency, points }
})
