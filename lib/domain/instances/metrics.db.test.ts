import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { FixedClock, hours, minutes, plus, seconds } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { TestClient } from '@/lib/testing/contexts'
import { createRenter, instanceOf } from '@/lib/testing/instances'
import { getInstanceMetrics, listInstanceEvents, listInstances } from './index'

const now = new Date('2026-06-15T12:00:00Z')
let renter: TestClient
beforeAll(async () => { renter = await createRenter() })
afterAll(closePool)

const ctx = () => ({ ...renter.ctx, clock: new FixedClock(now) })
const ago = (ms: number): Date => plus(now, -ms)

async function transition(instanceId: string, at: Date, fromStatus: string | null, toStatus: string, reason: string | null = null): Promise<void> {
  await platformDb.instanceEvent.create({ data: { id: newId('iev', at), clientId: renter.clientId, instanceId, kind: 'status', fromStatus, toStatus, reason, actorKind: 'manager', createdAt: at } })
}

async function request(instanceId: string, at: Date, latencyMs: number, columns: { status?: string; endpoint?: string; inputTokens?: number; outputTokens?: number } = {}): Promise<void> {
  await platformDb.usageEvent.create({ data: {
    id: newId('req', at), clientId: renter.clientId, modelId: instanceId, modelSlug: 'instance/x', modelPriceId: newId('ipr'), endpoint: 'chat', source: 'api', isStream: false, status: 'ok', httpStatus: 200,
    inputTokens: 10, outputTokens: 5, currency: 'USD', costPicos: 0n, allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n, latencyMs, createdAt: at, ...columns,
  } })
}

const sample = (instanceId: string, at: Date, cpuMillis: number, memoryBytes: bigint, storageBytes: bigint | null = 1_000n) =>
  platformDb.instanceSample.create({ data: { instanceId, at, clientId: renter.clientId, cpuMillis, memoryBytes, storageBytes, pids: 4 } })

describe('metrics', () => {
  it('are the means of each bucket, and no more than 300 of them', async () => {
    const id = await instanceOf(renter, { createdAt: ago(hours(50)) })
    const at = ago(minutes(10))
    await sample(id, at, 100, 1_000n)
    await sample(id, plus(at, seconds(10)), 300, 3_000n)
    await sample(id, plus(at, minutes(5)), 50, 500n)
    await sample(id, ago(hours(3)), 7, 7n)
    const day = await getInstanceMetrics(ctx(), { id, range: '24h' })
    expect(day.samples.map(({ at: when, cpuMillis, memoryBytes }) => [when.toISOString(), cpuMillis, memoryBytes])).toEqual([
      [ago(hours(3)).toISOString(), 7, 7], [at.toISOString(), 200, 2_000], [plus(at, minutes(5)).toISOString(), 50, 500],
    ])
    expect(day.limits).toEqual({ memoryBytes: 268_435_456, cpuMillis: 500, storageBytes: 536_870_912, pids: 64 })
    for (const range of ['1h', '24h', '7d', '30d', '90d'] as const) {
      const { from, to, bucketSeconds } = await getInstanceMetrics(ctx(), { id, range })
      expect((to.getTime() - from.getTime()) / 1_000 / bucketSeconds).toBeLessThanOrEqual(300)
    }
  })

  it('count requests, tokens, errors and latency of this instance alone, and no hours that were billed', async () => {
    const [id, other] = [await instanceOf(renter), await instanceOf(renter)]
    for (const latency of [100, 200, 300, 400]) await request(id, ago(minutes(20)), latency)
    await request(id, ago(minutes(2)), 1_000, { status: 'error' })
    await request(id, ago(minutes(2)), 99_999, { endpoint: 'instance', inputTokens: 0, outputTokens: 0 })
    await request(other, ago(minutes(2)), 5)
    await request(id, ago(minutes(61)), 5)
    const { traffic, total } = await getInstanceMetrics(ctx(), { id, range: '1h' })
    expect(total).toEqual({ requests: 5, errors: 1, inputTokens: 50, outputTokens: 25, averageLatencyMs: 400, p95LatencyMs: 880 })
    expect(traffic.map(({ requests, averageLatencyMs }) => [requests, averageLatencyMs])).toEqual([[4, 250], [1, 1_000]])
  })

  it('of long ranges come from the hourly roll-ups', async () => {
    const id = await instanceOf(renter)
    const row = { clientId: renter.clientId, modelId: id, currency: 'USD', requests: 4n, errors: 1n, inputTokens: 40n, outputTokens: 20n, latencyMsSum: 800n }
    await platformDb.usageMetrics.createMany({ data: [{ ...row, hour: ago(hours(5)) }, { ...row, hour: ago(hours(5)), keyId: 'key_x' }, { ...row, hour: ago(hours(24 * 20)) }] })
    expect((await getInstanceMetrics(ctx(), { id, range: '7d' })).total).toMatchObject({ requests: 8, errors: 2, inputTokens: 80, averageLatencyMs: 200, p95LatencyMs: null })
    expect((await getInstanceMetrics(ctx(), { id, range: '30d' })).total).toMatchObject({ requests: 12 })
    expect((await getInstanceMetrics(ctx(), { id: await instanceOf(renter), range: '30d' })).total).toMatchObject({ requests: 0, averageLatencyMs: null })
  })

  it('tell the share of the wanted time in which it answered, from its transitions', async () => {
    const id = await instanceOf(renter, { createdAt: ago(hours(30)) })
    await transition(id, ago(hours(29)), 'pending', 'running')
    await transition(id, ago(hours(4)), 'running', 'crash_backoff', 'oom')
    await transition(id, ago(hours(3)), 'crash_backoff', 'running')
    await transition(id, ago(hours(1)), 'running', 'stopped', 'asked')
    const { uptime, spans } = await getInstanceMetrics(ctx(), { id, range: '24h' })
    expect(uptime).toEqual({ ratio: 22 / 23, runningSeconds: 22 * 3_600, wantedSeconds: 23 * 3_600 })
    expect(spans.map(({ status, reason, from }) => [status, reason, from.toISOString()])).toEqual([
      ['running', null, ago(hours(24)).toISOString()], ['crash_backoff', 'oom', ago(hours(4)).toISOString()], ['running', null, ago(hours(3)).toISOString()], ['stopped', 'asked', ago(hours(1)).toISOString()],
    ])
    expect((await listInstanceEvents(ctx(), { id, limit: 2 })).data).toMatchObject([{ kind: 'status', fromStatus: 'running', toStatus: 'stopped', reason: 'asked', actorKind: 'manager', actorName: null }, { toStatus: 'running' }])
  })

  it('know no uptime of what was never wanted to answer', async () => {
    const id = await instanceOf(renter, { createdAt: ago(hours(5)) })
    await transition(id, ago(hours(4)), 'pending', 'stopped', 'asked')
    const { uptime, spans } = await getInstanceMetrics(ctx(), { id, range: '24h' })
    expect(uptime).toEqual({ ratio: null, runningSeconds: 0, wantedSeconds: 0 })
    expect(spans.map(({ status }) => status)).toEqual(['pending', 'stopped'])
  })

  it('do not say what is stored before it is known', async () => {
    const id = await instanceOf(renter)
    await sample(id, ago(minutes(20)), 1, 1n, null)
    await sample(id, ago(minutes(10)), 1, 1n, null)
    await sample(id, plus(ago(minutes(10)), seconds(10)), 1, 1n)
    expect((await getInstanceMetrics(ctx(), { id, range: '24h' })).samples.map(({ storageBytes }) => storageBytes)).toEqual([null, 1_000])
  })
})

describe('a list', () => {
  it('says of each instance the uptime of its metrics and what this month cost, of this client alone', async () => {
    const [old, young, resting] = [await instanceOf(renter, { createdAt: ago(hours(24 * 40)) }), await instanceOf(renter, { createdAt: ago(hours(30)) }), await instanceOf(renter)]
    await transition(old, ago(hours(24 * 39)), 'pending', 'running')
    await transition(old, ago(hours(24 * 20)), 'running', 'crash_backoff', 'oom')
    await transition(old, ago(hours(24 * 14)), 'crash_backoff', 'running')
    await transition(young, ago(hours(29)), 'pending', 'running')
    await transition(young, ago(hours(4)), 'running', 'failed', 'crash')
    const spent = { clientId: renter.clientId, currency: 'USD', requests: 1n, costPicos: 1_500_000_000n }
    await platformDb.usageMetrics.createMany({ data: [
      { ...spent, modelId: old, hour: ago(hours(3)) }, { ...spent, modelId: old, hour: ago(hours(3)), keyId: 'key_y' }, { ...spent, modelId: old, hour: ago(hours(24 * 15)) }, { ...spent, modelId: young, hour: ago(hours(1)) },
    ] })
    const { data } = await listInstances(ctx(), { limit: 100 })
    const figuresOf = async (id: string) => {
      const { uptime } = await getInstanceMetrics(ctx(), { id, range: '30d' })
      const row = data.find((one) => one.id === id)
      expect(row?.uptime ?? -1).toBeCloseTo(uptime.ratio ?? -1, 9)
      return [uptime.ratio, row?.spentThisMonth, row?.currency]
    }
    expect(await figuresOf(old)).toEqual([24 / 30, '0.003000000000', 'USD'])
    expect(await figuresOf(young)).toEqual([25 / 29, '0.001500000000', 'USD'])
    expect(await figuresOf(resting)).toEqual([null, '0', 'USD'])
  })
})
