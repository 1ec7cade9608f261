import type { Db } from '@/lib/db/transaction'
import { days, plus } from '@/lib/kernel/clock'
import { scaledToDecimal } from '@/lib/kernel/money'
import { utcWindow } from '@/lib/kernel/utc-window'
import type { ListedInstanceView } from '../view'
import { wantedStatuses } from './uptime'

type Figures = Pick<ListedInstanceView, 'uptime' | 'spentThisMonth'>

/** The share of the last 30 days in which each was wanted and answered, by the rule of its metrics, from its transitions. */
async function uptimes(db: Db, clientId: string, ids: readonly string[], now: Date): Promise<Map<string, number | null>> {
  const from = plus(now, -days(30))
  const rows = await db.$queryRaw<{ id: string; ratio: number | null }[]>`
    WITH marks AS (
      SELECT i.id, before."toStatus" AS status, greatest(before."createdAt", ${from}::timestamptz) AS at, before."id" AS mark FROM unnest(${[...ids]}::text[]) AS i(id) JOIN LATERAL (
        SELECT e."id", e."toStatus", e."createdAt" FROM "InstanceEvent" e WHERE e."clientId" = ${clientId} AND e."instanceId" = i.id AND e."kind" = 'status' AND e."createdAt" <= ${from} ORDER BY e."id" DESC LIMIT 1) before ON true
      UNION ALL
      SELECT e."instanceId", e."toStatus", e."createdAt", e."id" FROM "InstanceEvent" e
       WHERE e."clientId" = ${clientId} AND e."instanceId" = ANY (${[...ids]}::text[]) AND e."kind" = 'status' AND e."createdAt" > ${from} AND e."createdAt" < ${now}),
    stays AS (SELECT id, status, extract(epoch FROM lead(at, 1, ${now}::timestamptz) OVER (PARTITION BY id ORDER BY mark) - at) AS seconds FROM marks)
    SELECT id, (sum(seconds) FILTER (WHERE status = 'running') / nullif(sum(seconds) FILTER (WHERE status = ANY (${[...wantedStatuses]}::text[])), 0))::float8 AS ratio FROM stays GROUP BY id`
  return new Map(rows.map(({ id, ratio }) => [id, ratio]))
}

/** What each has cost since the month began (UTC), hours and tokens together, at list price; as decimal text. */
async function spendings(db: Db, clientId: string, ids: readonly string[], now: Date): Promise<Map<string, string>> {
  const rows = await db.usageMetrics.groupBy({ by: ['modelId'], where: { clientId, modelId: { in: [...ids] }, hour: { gte: utcWindow('month', now).start } }, _sum: { costPicos: true } })
  return new Map(rows.map(({ modelId, _sum }) => [modelId, scaledToDecimal(_sum.costPicos ?? 0n, 12)]))
}

/** What a list says of each instance beside its state: two statements for all of them. */
export async function listedFigures(db: Db, clientId: string, ids: readonly string[], now: Date): Promise<(id: string) => Figures> {
  if (ids.length === 0) return () => ({ uptime: null, spentThisMonth: '0' })
  const [uptime, spent] = await Promise.all([uptimes(db, clientId, ids, now), spendings(db, clientId, ids, now)])
  return (id) => ({ uptime: uptime.get(id) ?? null, spentThisMonth: spent.get(id) ?? '0' })
}
