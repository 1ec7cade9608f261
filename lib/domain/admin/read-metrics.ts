import { pool } from '@/lib/db/pool'
import { systemClock } from '@/lib/kernel/clock'
import { metricsText, type Metric } from '@/lib/kernel/metrics-text'
import { scaledToDecimal } from '@/lib/kernel/money'
import { upstreamHealth } from './upstream-health'

type Usage = { model: string; currency: string; requests: string; errors: string; input: string; output: string; cost: string; billed: string }

async function usageMetrics(): Promise<Metric[]> {
  const { rows } = await pool().query<Usage>(`
    SELECT m."slug" AS model, u."currency", sum(u."requests") AS requests, sum(u."errors") AS errors, sum(u."inputTokens") AS input, sum(u."outputTokens") AS output,
      sum(u."costPicos") AS cost, sum(u."billedPicos") AS billed
    FROM "UsageMetrics" u JOIN "Model" m ON m."id" = u."modelId" GROUP BY 1, 2 ORDER BY 1, 2`)
  const samples = (value: (row: Usage) => string, extra: Record<string, string> = {}) =>
    rows.map((row) => ({ labels: { model: row.model, currency: row.currency, ...extra }, value: value(row) }))
  const money = (picos: string): string => scaledToDecimal(BigInt(picos), 12)
  return [
    { name: 'matrix_requests_total', help: 'Settled requests.', kind: 'counter', samples: samples((row) => row.requests) },
    { name: 'matrix_request_errors_total', help: 'Settled requests that ended in an error.', kind: 'counter', samples: samples((row) => row.errors) },
    { name: 'matrix_tokens_total', help: 'Tokens of settled requests.', kind: 'counter', samples: [...samples((row) => row.input, { direction: 'input' }), ...samples((row) => row.output, { direction: 'output' })] },
    { name: 'matrix_cost_total', help: 'Worth at list price, in major units.', kind: 'counter', samples: samples((row) => money(row.cost)) },
    { name: 'matrix_billed_total', help: 'Taken from wallets or billed as overage, in major units.', kind: 'counter', samples: samples((row) => money(row.billed)) },
  ]
}

type Queue = { task: string; ready: string; dead: string }
type Backlog = { waiting: string; dead: string; oldest: string; holds: string; workers: string; webhooks: string; overdue: string; differences: string }

async function backlogMetrics(): Promise<Metric[]> {
  const [queues, backlog] = await Promise.all([
    pool().query<Queue>(`
      SELECT "task", count(*) FILTER (WHERE attempts < max_attempts AND run_at <= now()) AS ready, count(*) FILTER (WHERE attempts >= max_attempts) AS dead FROM v_jobs GROUP BY 1 ORDER BY 1`),
    pool().query<Backlog>(`
      SELECT count(*) FILTER (WHERE "deadAt" IS NULL) AS waiting, count(*) FILTER (WHERE "deadAt" IS NOT NULL) AS dead,
        coalesce(extract(epoch FROM now() - min("createdAt") FILTER (WHERE "deadAt" IS NULL)), 0)::bigint AS oldest,
        (SELECT count(*) FROM "Hold") AS holds, (SELECT count(*) FROM "WorkerHeartbeat" WHERE "beatAt" > now() - interval '30 seconds') AS workers,
        (SELECT count(*) FROM "WebhookEvent" WHERE "state" = 'failed') AS webhooks,
        (SELECT count(*) FROM "Invoice" WHERE "documentStatus" = 'open' AND "paymentStatus" IN ('unpaid', 'partially_paid') AND "dueAt" < now()) AS overdue,
        (SELECT count(*) FROM "LedgerDifference" WHERE "resolvedAt" IS NULL) AS differences
      FROM "Outbox" WHERE "processedAt" IS NULL`),
  ])
  const row = backlog.rows[0]
  const gauge = (name: string, help: string, value: string | number | undefined): Metric => ({ name, help, kind: 'gauge', samples: value === undefined ? [] : [{ value }] })
  return [
    { name: 'matrix_jobs_ready', help: 'Jobs that are due.', kind: 'gauge', samples: queues.rows.map(({ task, ready }) => ({ labels: { task }, value: ready })) },
    { name: 'matrix_jobs_dead', help: 'Jobs that were given up.', kind: 'gauge', samples: queues.rows.map(({ task, dead }) => ({ labels: { task }, value: dead })) },
    gauge('matrix_outbox_waiting', 'Outside effects not carried out yet.', row?.waiting),
    gauge('matrix_outbox_dead', 'Outside effects that were given up.', row?.dead),
    gauge('matrix_outbox_oldest_seconds', 'Age of the oldest outside effect that waits.', row?.oldest),
    gauge('matrix_open_holds', 'Requests whose cost is held and not settled.', row?.holds),
    gauge('matrix_workers_alive', 'Workers heard of in the last 30 seconds.', row?.workers),
    gauge('matrix_webhooks_failed', 'Payment notices that had no effect.', row?.webhooks),
    gauge('matrix_ledger_differences', 'What the last reconciliation of the ledger found to differ.', row?.differences),
    gauge('matrix_invoices_overdue', 'Open invoices past their due date.', row?.overdue),
  ]
}

type HostRow = { id: string; driver: string; age: string; orphans: number; figures: { passes?: number; passSeconds?: number; starts?: number; orphansEnded?: number } }

/** Private instances: how they stand, and what the managers of their machines counted since they lead. */
async function instanceMetrics(): Promise<Metric[]> {
  const [instances, hosts] = await Promise.all([
    pool().query<{ status: string; driver: string; count: string }>(`SELECT "status", "driver", count(*) AS count FROM "PrivateInstance" WHERE "status" <> 'deleted' GROUP BY 1, 2 ORDER BY 1, 2`),
    pool().query<HostRow>(`SELECT "id", "driver", extract(epoch FROM now() - "seenAt")::bigint AS age, jsonb_array_length("orphans") AS orphans, "figures" FROM "InstanceHost" ORDER BY 1`),
  ])
  const ofHosts = (name: string, help: string, kind: Metric['kind'], value: (row: HostRow) => string | number | undefined): Metric =>
    ({ name, help, kind, samples: hosts.rows.map((row) => ({ labels: { host: row.id }, value: value(row) ?? 0 })) })
  return [
    { name: 'matrix_instances', help: 'Private instances by status.', kind: 'gauge', samples: instances.rows.map(({ status, driver, count }) => ({ labels: { status, driver }, value: count })) },
    ofHosts('matrix_instance_host_age_seconds', 'Seconds since the manager last saw the machine.', 'gauge', ({ age }) => age),
    ofHosts('matrix_instance_orphans', 'What no instance wants on the machine, and is not ended yet.', 'gauge', ({ orphans }) => orphans),
    ofHosts('matrix_instance_orphans_ended_total', 'What no instance wanted and was ended.', 'counter', ({ figures }) => figures.orphansEnded),
    ofHosts('matrix_instance_starts_total', 'Starts of workloads, restarts included.', 'counter', ({ figures }) => figures.starts),
    ofHosts('matrix_instance_passes_total', 'Looks of the manager at single instances.', 'counter', ({ figures }) => figures.passes),
    ofHosts('matrix_instance_pass_seconds_total', 'Time those looks took.', 'counter', ({ figures }) => figures.passSeconds),
  ]
}

type UpstreamRow = { name: string; lastCheckOk: boolean | null; failures: number | null; openUntil: Date | null; reason: string | null }

/** How each model server in use stands, as the console tells it: one series a server, named after its health. */
async function upstreamMetrics(): Promise<Metric[]> {
  const { rows } = await pool().query<UpstreamRow>(`
    SELECT u."name", u."lastCheckOk", b."failures", b."openUntil", b."reason" FROM "Upstream" u LEFT JOIN "UpstreamBreaker" b ON b."upstreamId" = u."id" WHERE u."enabled" ORDER BY 1`)
  const healthOf = ({ lastCheckOk, failures, openUntil, reason }: UpstreamRow): string =>
    upstreamHealth({ enabled: true, lastCheckOk, breaker: failures === null ? null : { failures, openUntil, reason } }, systemClock.now())
  return [{ name: 'matrix_upstream_health', help: 'Model servers in use; the label says how each stands now.', kind: 'gauge', samples: rows.map((row) => ({ labels: { upstream: row.name, health: healthOf(row) }, value: 1 })) }]
}

const poolMetrics = (): Metric[] => [{
  name: 'matrix_db_connections', help: 'Connections of this process to the database.', kind: 'gauge',
  samples: [
    { labels: { state: 'open' }, value: pool().totalCount }, { labels: { state: 'idle' }, value: pool().idleCount }, { labels: { state: 'waiting' }, value: pool().waitingCount },
  ],
}]

/** The platform's numbers, read from roll-ups and queues: cheap whatever the history. */
export async function readMetrics(): Promise<string> {
  const [usage, backlog, instances, upstreams] = await Promise.all([usageMetrics(), backlogMetrics(), instanceMetrics(), upstreamMetrics()])
  return metricsText([...usage, ...backlog, ...instances, ...upstreams, ...poolMetrics()])
}
