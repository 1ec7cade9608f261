import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { limiter } from '@/lib/providers/limits/configured'
import { runningCount } from './running'

const registry = new Registry()
const registers = [registry]
collectDefaultMetrics({ register: registry })

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const longSeconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

/** What this process has done since it started; labels are few and bounded: no keys, no clients. */
const requests = new Counter({ name: 'matrix_gateway_requests_total', help: 'Answered calls of /api/v1.', labelNames: ['endpoint', 'status'], registers })
const tokens = new Counter({ name: 'matrix_gateway_tokens_total', help: 'Settled tokens.', labelNames: ['model', 'direction'], registers })
const cost = new Counter({ name: 'matrix_gateway_cost_total', help: 'Settled worth at list price, in major units. For the eye: exact sums are in the books.', labelNames: ['model', 'currency'], registers })
const added = new Histogram({ name: 'matrix_gateway_added_seconds', help: 'What the gateway itself adds: before forwarding (admission) and after the last byte (settlement).', labelNames: ['phase'], buckets: seconds, registers })
const upstream = new Histogram({ name: 'matrix_gateway_upstream_seconds', help: 'From asking a model server to the head of its answer, failed attempts included.', labelNames: ['model', 'outcome'], buckets: longSeconds, registers })
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
const endpoints = ['/chat/completions', '/completions', '/embeddings', '/messages', '/messages/count_tokens', '/models']

export function noteAnswer(path: string, status: number): void {
  const endpoint = endpoints.includes(path) ? path : path.startsWith('/models/') ? '/models/{id}' : path.startsWith('/instances/') ? '/instances/{id}' : 'other'
  requests.inc({ endpoint, status })
}

export function noteSettled(model: string, currency: string, used: { input: number; output: number }, picos: bigint): void {
  tokens.inc({ model, direction: 'input' }, used.input)
  tokens.inc({ model, direction: 'output' }, used.output)
  cost.inc({ model, currency }, inMajorUnits(picos))
}

/** Prometheus counts in floats: near enough for a graph, never for a bill. */
const inMajorUnits = (picos: bigint): number => +`${picos}e-12`

export const noteRefusal = (limit: string): void => refusals.inc({ limit })

/** Measures one of the gateway's own phases, which began at `started`. */
export const noteAdded = (phase: 'admission' | 'settlement', started: number): void => added.observe({ phase }, (performance.now() - started) / 1000)

/** Measures how long the model's servers took to begin. */
export const noteUpstream = (model: string, outcome: 'ok' | 'error', started: number): void => upstream.observe({ model, outcome }, (performance.now() - started) / 1000)

/** This process's metrics in Prometheus' text format. */
export const gatewayMetrics = (): Promise<string> => registry.metrics()
