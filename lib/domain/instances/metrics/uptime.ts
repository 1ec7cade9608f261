import type { Db } from '@/lib/db/transaction'
import type { InstanceMetricsView, InstanceStatus } from '../view'

/** Statuses of an instance that is wanted to answer; before it first starts and while it rests, it owes nobody an answer. */
const wantedStatuses: readonly InstanceStatus[] = ['starting', 'running', 'unready', 'crash_backoff', 'failed']

type Uptime = InstanceMetricsView['uptime']
type Row = { id: string; running: number | null; wanted: number | null }

const uptimeOf = (running: number, wanted: number): Uptime => ({ ratio: wanted === 0 ? null : running / wanted, runningSeconds: Math.round(running), wantedSeconds: Math.round(wanted) })

/** Of each, the share of the time from `from` to `to` it was wanted in which it answered, from the transitions its manager wrote: one statement for all of them. */
export async function uptimesOf(db: Db, clientId: string, ids: readonly string[], { from, to }: { from: Date; to: Date }): Promise<(id: string) => Uptime> {
  const rows = await db.$queryRaw<Row[]>`
    WITH marks AS (
      SELECT i.id, before."toStatus" AS status, greatest(before."createdAt", ${from}::timestamptz) AS at, before."id" AS mark FROM unnest(${[...ids]}::text[]) AS i(id) JOIN LATERAL (
        SELECT e."id", e."toStatus", e."createdAt" FROM "InstanceEvent" e WHERE e."clientId" = ${clientId} AND e."instanceId" = i.id AND e."kind" = 'status' AND e."createdAt" <= ${from} ORDER BY e."id" DESC LIMIT 1) before ON true
      UNION ALL
      SELECT e."instanceId", e."toStatus", e."createdAt", e."id" FROM "InstanceEvent" e
       WHERE e."clientId" = ${clientId} AND e."instanceId" = ANY (${[...ids]}::text[]) AND e."kind" = 'status' AND e."createdAt" > ${from} AND e."createdAt" < ${to}),
    stays AS (SELECT id, status, extract(epoch FROM lead(at, 1, ${to}::timestamptz) OVER (PARTITION BY id ORDER BY mark) - at) AS seconds FROM marks)
    SELECT id, (sum(seconds) FILTER (WHERE status = 'running'))::float8 AS running, (sum(seconds) FILTER (WHERE status = ANY (${[...wantedStatuses]}::text[])))::float8 AS wanted FROM stays GROUP BY id`
  const byId = new Map(rows.map(({ id, running, wanted }) => [id, uptimeOf(running ?? 0, wanted ?? 0)]))
  return (id) => byId.get(id) ?? uptimeOf(0, 0)
}
