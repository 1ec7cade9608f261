import { minutes, plus } from '@/lib/kernel/clock'
import { idFloor } from '@/lib/kernel/id'
import type { Db } from '@/lib/db/transaction'
import type { InstanceMetricsView, InstanceTrafficView } from '../view'
import type { Span } from './range'

type Sums = { requests: string; errors: string; input: string; output: string; latency: string; p95: number | null }
type Row = Sums & { at: Date | null }

/** An id is made a moment before its request is let in. */
const slackMs = minutes(5)

/** From the requests themselves: exact to the second, with the latency that 95 of 100 stay below. Null stands for the whole range. */
async function fromEvents(db: Db, clientId: string, instanceId: string, { from, to, bucketSeconds }: Span): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT date_bin(make_interval(secs => ${bucketSeconds}), e."createdAt", timestamptz 'epoch') AS at, count(*)::text AS requests, count(*) FILTER (WHERE e."status" = 'error')::text AS errors,
      sum(e."inputTokens")::text AS input, sum(e."outputTokens")::text AS output, sum(e."latencyMs")::text AS latency,
      round(percentile_cont(0.95) WITHIN GROUP (ORDER BY e."latencyMs"))::int AS p95
    FROM "UsageEvent" e
    WHERE e."clientId" = ${clientId} AND e."modelId" = ${instanceId} AND starts_with(e."modelId", 'ins_') AND e."id" >= ${idFloor('req', plus(from, -slackMs))}
      AND e."createdAt" >= ${from} AND e."createdAt" < ${to} AND e."endpoint" <> 'instance'
    GROUP BY GROUPING SETS ((1), ()) ORDER BY 1`
}

/** From the hourly roll-ups: as fast for a busy quarter as for a quiet day. */
async function fromRollups(db: Db, clientId: string, instanceId: string, { from, to, bucketSeconds }: Span): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT date_bin(make_interval(secs => ${bucketSeconds}), m."hour", timestamptz 'epoch') AS at, sum(m."requests")::text AS requests, sum(m."errors")::text AS errors,
      sum(m."inputTokens")::text AS input, sum(m."outputTokens")::text AS output, sum(m."latencyMsSum")::text AS latency, NULL::int AS p95
    FROM "UsageMetrics" m WHERE m."clientId" = ${clientId} AND m."modelId" = ${instanceId} AND m."hour" >= date_trunc('hour', ${from}::timestamptz) AND m."hour" < ${to}
    GROUP BY GROUPING SETS ((1), ()) HAVING sum(m."requests") > 0 ORDER BY 1`
}

function figures({ requests, errors, input, output, latency, p95 }: Sums): Omit<InstanceTrafficView, 'at'> {
  const count = Number(requests)
  return { requests: count, errors: Number(errors), inputTokens: Number(input), outputTokens: Number(output), averageLatencyMs: count === 0 ? null : Math.round(Number(latency) / count), p95LatencyMs: p95 }
}

const nothing: Sums = { requests: '0', errors: '0', input: '0', output: '0', latency: '0', p95: null }

/** What was asked of an instance, by bucket and in all. */
export async function trafficOf(db: Db, clientId: string, instanceId: string, span: Span): Promise<Pick<InstanceMetricsView, 'traffic' | 'total'>> {
  const read = span.bucketSeconds % 3_600 === 0 ? fromRollups : fromEvents
  const rows = await read(db, clientId, instanceId, span)
  const total = rows.find(({ at }) => at === null)
  return {
    traffic: rows.flatMap((row) => (row.at === null ? [] : [{ at: row.at, ...figures(row) }])),
    total: figures(total && Number(total.requests) > 0 ? total : nothing),
  }
}
