import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import { metricsText } from '@/lib/kernel/metrics-text'
import { limiter } from '@/lib/providers/limits/configured'
import { runningCount } from './running'
import { Tally } from './tally'
import { Timings, type Times } from './timings'

const registry = new Registry()
const registers = [registry]
collectDefaultMetrics({ register: registry })

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const longSeconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]
/** Prometheus counts in floats: near enough for a graph, never for a bill. */
const picosPerUnit = 1e12

/** What every request counts is gathered here and becomes series when those are asked for: a library finds a series by its labels each time. */
const [answered, used, worth] = [new Tally(), new Tally(), new Tally()]

/** What this process has done since it started; labels are few and bounded: no keys, no clients. */
new Counter({
  name: 'matrix_gateway_requests_total', help: 'Answered calls of /api/v1.', labelNames: ['endpoint', 'status'], registers,
  collect() { for (const [endpoint, status, count] of answered.taken()) this.inc({ endpoint, status }, count) },
})
new Counter({
  name: 'matrix_gateway_tokens_total', help: 'Settled tokens.', labelNames: ['model', 'direction'], registers,
  collect() { for (const [model, direction, count] of used.taken()) this.inc({ model, direction }, count) },
})
new Counter({
  name: 'matrix_gateway_cost_total', help: 'Settled worth at list price, in major units. For the eye: exact sums are in the books.', labelNames: ['model', 'currency'], registers,
  collect() { for (const [model, currency, picos] of worth.taken()) this.inc({ model, currency }, picos / picosPerUnit) },
})
const added = new Timings('matrix_gateway_added_seconds', 'What the gateway itself adds: before forwarding (admission) and after the last byte (settlement).', seconds)
const upstream = new Timings('matrix_gateway_upstream_seconds', 'From asking a model server to the head of its answer, failed attempts included.', longSeconds)
const refusals = new Counter({ name: 'matrix_gateway_limited_total', help: 'Requests that a limit refused, by limit.', labelNames: ['limit'], registers })
new Gauge({ name: 'matrix_gateway_running', help: 'Requests and streams under way.', registers, collect() { this.set(runningCount()) } })

type Queue = () => number
const queues = new Map<string, Queue>([['limits', () => limiter().depth]])
new Gauge({
  name: 'matrix_gateway_queue_depth', help: 'What waits for its turn in a batch.', labelNames: ['queue'], registers,
  collect() { for (const [queue, depth] of queues) this.set({ queue }, depth()) },
})

/** Makes a queue's depth visible. */
export const watchQueue = (name: string, depth: Queue): void => void queues.set(name, depth)

/** A model's name in these series. Private instances are one: their names are their clients'. */
export const seriesOf = ({ slug, instance }: { slug: string; instance?: object }): string => (instance ? 'instance' : slug)

/** Paths as they are declared, so that rubbish makes no series of its own. */
const endpoints: ReadonlySet<string> = new Set(['/chat/completions', '/completions', '/embeddings', '/messages', '/messages/count_tokens', '/models'])

export function noteAnswer(path: string, status: number): void {
  const endpoint = endpoints.has(path) ? path : path.startsWith('/models/') ? '/models/{id}' : path.startsWith('/instances/') ? '/instances/{id}' : 'other'
  answered.add(endpoint, String(status), 1)
}

export function noteSettled(model: string, currency: string, { input, output }: { input: number; output: number }, picos: bigint): void {
  used.add(model, 'input', input)
  used.add(model, 'output', output)
  worth.add(model, currency, Number(picos))
}

export const noteRefusal = (limit: string): void => refusals.inc({ limit })

const secondsSince = (started: number): number => (performance.now() - started) / 1000

const phases = { admission: added.with({ phase: 'admission' }), settlement: added.with({ phase: 'settlement' }) }

/** Measures one of the gateway's own phases, which began at `started`. */
export const noteAdded = (phase: keyof typeof phases, started: number): void => phases[phase].observe(secondsSince(started))

const servers = new Map<string, Record<'ok' | 'error', Times>>()

function serversOf(model: string): Record<'ok' | 'error', Times> {
  const known = servers.get(model)
  if (known) return known
  const made = { ok: upstream.with({ model, outcome: 'ok' }), error: upstream.with({ model, outcome: 'error' }) }
  servers.set(model, made)
  return made
}

/** Measures how long the model's servers took to begin. */
export const noteUpstream = (model: string, outcome: 'ok' | 'error', started: number): void => serversOf(model)[outcome].observe(secondsSince(started))

/** This process's metrics in Prometheus' text format. */
export const gatewayMetrics = async (): Promise<string> => `${await registry.metrics()}\n${metricsText([added.metric(), upstream.metric()])}`
