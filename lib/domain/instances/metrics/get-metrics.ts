import { query } from '@/lib/domain/command'
import type { Db } from '@/lib/db/transaction'
import { plus } from '@/lib/kernel/clock'
import { readInstance } from '../instance-row'
import { InstanceMetricsInput, type MetricRange } from '../schema'
import type { InstanceMetricsView } from '../view'
import { rangeOf } from './range'
import { samplesOf } from './samples'
import { spansOf } from './spans'
import { trafficOf } from './traffic'
import { uptimesOf } from './uptime'

/** What an instance used and served over a range that ends now. @throws DomainError not_found */
export async function readMetrics(db: Db, clientId: string, id: string, range: MetricRange, now: Date): Promise<InstanceMetricsView> {
  const row = await readInstance(db, clientId, id, now)
  const { ms, bucketSeconds } = rangeOf[range]
  const span = { from: plus(now, -ms), to: now, bucketSeconds }
  const [samples, traffic, uptime, spans] = await Promise.all([samplesOf(db, clientId, id, span), trafficOf(db, clientId, id, span), uptimesOf(db, clientId, [id], span), spansOf(db, clientId, row, span)])
  const { memoryBytes, cpuMillis, storageBytes, pids } = row.size
  return {
    instanceId: id, range, ...span, samples, ...traffic, uptime: uptime(id), spans,
    limits: { memoryBytes: Number(memoryBytes), cpuMillis, storageBytes: Number(storageBytes), pids },
  }
}

/** Memory, CPU, storage, requests, tokens, latency and uptime of an instance over time. @throws DomainError not_found */
export const getInstanceMetrics = query('instances.getMetrics', InstanceMetricsInput, ({ db, clientId, clock }, { id, range }) => readMetrics(db, clientId, id, range, clock.now()))
