/**
 * This gateway with everything on against a bare node:http proxy and the open-source Portkey gateway (which accounts for
 * nothing), over the same instant model server, in turn, in one run, everything on this machine. Fails only when books or
 * answers are wrong or memory grows, never for speed.
 *
 *   DATABASE_URL  a migrated database of its own, as durable as it would be in use
 *   --quick       one short round    --soak=N  N more requests through the gateway: its memory must stay flat
 *   --limits      limits in Redis against limits in PostgreSQL and nothing else, in many turns, with the round trips of each
 */
import os from 'node:os'
import { createBenchClient, type BenchClient } from './bench-client'
import { readBooks, serverPid } from './books'
import { endAll, startBare, startGateway, startPortkey, startRedis, startUpstream, type Contender } from './contenders'
import { load, type Load, type Shape } from './load'
import { cpuMsOf, familyCpuMs, memoryMbOf } from './process-cost'
import { roundTripsOf } from './round-trips'
import { soakRun } from './soak'

const databaseUrl = process.env.DATABASE_URL ?? ''
const isQuick = process.argv.includes('--quick')
const isOfLimits = process.argv.includes('--limits')
const soak = Number(/--soak=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 0)
const [seconds, rounds, warmSeconds, firstSeconds] = isQuick ? [1, 1, 0.5, 1] : isOfLimits ? [2, 9, 1, 3] : [3, 3, 1, 3]
const shapes: Shape[] = [{ connections: 32, isStream: false }, { connections: 128, isStream: false }, { connections: 32, isStream: true }, { connections: 128, isStream: true }]

type Row = Load & { name: string; shape: string; cpuMs: number; databaseCpuMs: number; redisCpuMs: number; memoryMb: number }

const shapeName = ({ connections, isStream }: Shape): string => `${connections} ${isStream ? 'streams' : 'requests'}`
const round = (value: number, digits = 2): number => Number(value.toFixed(digits))
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function measure(contender: Contender, shape: Shape, server: number): Promise<Row> {
  const [cpu, database, redis] = [cpuMsOf(contender.pid), familyCpuMs(server), cpuMsOf(contender.redis?.pid ?? 0)]
  const result = await load(contender.target, shape, seconds)
  const each = (used: number): number => round(used / Math.max(1, result.requests), 3)
  const isOurs = contender.name.startsWith('this')
  return {
    name: contender.name, shape: shapeName(shape), ...result, cpuMs: each(cpuMsOf(contender.pid) - cpu), databaseCpuMs: isOurs ? each(familyCpuMs(server) - database) : 0,
    redisCpuMs: each(cpuMsOf(contender.redis?.pid ?? 0) - redis), memoryMb: memoryMbOf(contender.pid),
  }
}

/** The rounds of one contender and shape as one row: medians, and every failure. */
function together(rows: Row[]): Row {
  const [first] = rows
  if (!first) throw new Error('nothing was measured')
  const mid = (of: (row: Row) => number): number => round(median(rows.map(of)), 3)
  return {
    ...first, requests: rows.reduce((sum, row) => sum + row.requests, 0), failed: rows.reduce((sum, row) => sum + row.failed, 0), firstFailure: rows.map((row) => row.firstFailure).find(Boolean) ?? '',
    perSecond: mid((row) => row.perSecond), p50Ms: mid((row) => row.p50Ms), p99Ms: mid((row) => row.p99Ms), firstP50Ms: mid((row) => row.firstP50Ms), firstP99Ms: mid((row) => row.firstP99Ms),
    cpuMs: mid((row) => row.cpuMs), databaseCpuMs: mid((row) => row.databaseCpuMs), redisCpuMs: mid((row) => row.redisCpuMs), memoryMb: Math.max(...rows.map((row) => row.memoryMb)),
  }
}

async function measureAll(contenders: Contender[], server: number): Promise<Row[]> {
  const rows: Row[] = []
  // Programs are slow until they are compiled: each gets the same time for that.
  for (const contender of contenders) await load(contender.target, { connections: 64, isStream: false }, firstSeconds)
  for (const shape of shapes) {
    const able: Contender[] = []
    for (const contender of contenders) {
      const { requests, firstFailure } = await load(contender.target, shape, warmSeconds)
      if (requests > 0 || contender.name.startsWith('this')) able.push(contender)
      else console.log(`${contender.name} answers none of ${shapeName(shape)} and is not measured there: ${firstFailure}`)
    }
    const found = new Map<string, Row[]>(able.map(({ name }) => [name, []]))
    for (let i = 0; i < rounds; i++) for (const contender of able) found.get(contender.name)?.push(await measure(contender, shape, server))
    rows.push(...[...found.values()].map(together))
  }
  return rows
}

function report(rows: Row[]): object[] {
  const of = (name: string, shape: string): Row | undefined => rows.find((row) => row.name === name && row.shape === shape)
  console.table(rows.map(({ name, shape, perSecond, p50Ms, p99Ms, firstP50Ms, firstP99Ms, cpuMs, databaseCpuMs, redisCpuMs, memoryMb, failed }) => {
    const direct = of('upstream alone', shape)
    return {
      load: shape, what: name, 'requests/s': perSecond, 'added p50 ms': round(p50Ms - (direct?.p50Ms ?? 0)), 'added p99 ms': round(p99Ms - (direct?.p99Ms ?? 0)), 'first byte p50 ms': firstP50Ms,
      'first byte p99 ms': firstP99Ms, 'CPU ms/request': cpuMs, 'database CPU ms/request': databaseCpuMs, 'Redis CPU ms/request': redisCpuMs, 'memory MB': memoryMb, failed,
    }
  }))
  return shapes.map((shape) => {
    const name = shapeName(shape)
    const [ours, bare, portkey, redis] = ['this gateway', 'bare proxy', 'Portkey', 'this gateway, Redis'].map((one) => of(one, name))
    const times = (a: number | undefined, b: number | undefined): number | null => (a && b ? round(a / b) : null)
    return {
      load: name, 'requests/s ÷ Portkey': times(ours?.perSecond, portkey?.perSecond), 'requests/s ÷ bare': times(ours?.perSecond, bare?.perSecond), 'p99 ÷ Portkey': times(ours?.p99Ms, portkey?.p99Ms),
      'Redis ÷ Postgres': times(redis?.perSecond, ours?.perSecond),
    }
  })
}

async function optional<T>(what: string, start: () => Promise<T>): Promise<T[]> {
  try {
    return [await start()]
  } catch (error) {
    console.log(`${what} is not measured: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}

async function startWithRedis(client: BenchClient): Promise<Contender> {
  const redis = await startRedis()
  return { ...await startGateway(client, 'this gateway, Redis', { REDIS_URL: redis.url }), redis }
}

/** Statements and scripts for each request, at the same load as the first and the second shape. */
async function reportRoundTrips(contenders: Contender[]): Promise<void> {
  for (const { name, target, redis } of contenders) {
    for (const shape of shapes.slice(0, 2)) {
      const { commits, calls } = await roundTripsOf(databaseUrl, redis?.url, async () => (await load(target, shape, 5)).requests)
      console.log(`${name}, ${shapeName(shape)}: ${commits} statements and ${calls} scripts a request`)
    }
  }
}

async function main(): Promise<boolean> {
  const server = await serverPid(databaseUrl)
  const upstream = await startUpstream()
  const client = await createBenchClient(databaseUrl, `${upstream.target.origin}/v1`)
  const ours = await startGateway(client)
  const redis = await optional('Redis', () => startWithRedis(client))
  const others = isOfLimits ? [] : [await startBare(upstream.target.origin), ...await optional('Portkey', () => startPortkey(upstream.target.origin))]
  const contenders = [upstream, ours, ...redis, ...others]
  console.log(`conditions: ${os.cpus().length} cores (${os.cpus()[0]?.model.trim()}) shared by load, model server, proxy and database; node ${process.version}; ${rounds} rounds of ${seconds} s each in turn, medians; load average before ${os.loadavg()[0]?.toFixed(2)}`)
  const rows = await measureAll(contenders, server)
  const ratios = report(rows)
  console.log('added = beside the model server asked directly at the same load; p99 ÷ Portkey is of whole answers; Portkey counts, limits and bills nothing')
  console.table(ratios)
  if (isOfLimits) await reportRoundTrips([ours, ...redis])
  const isSoaked = soak === 0 || await soakRun(ours, soak)
  const books = await readBooks(databaseUrl, client.clientId)
  const isExact = books.held === '0' && books.openHolds === 0 && books.spentPicos === books.costPicos
  const failed = rows.filter((row) => row.name.startsWith('this') && row.failed > 0)
  for (const row of rows.filter((one) => one.failed > 0)) console.error(`${row.name}, ${row.shape}: ${row.failed} failed, first: ${row.firstFailure}`)
  console.log(`books: ${books.events} usage rows, held ${books.held}, spent ${books.spentPicos} = sum of costs ${books.costPicos}: ${isExact}`)
  console.log(JSON.stringify({ bench: 'gateway', seconds, rounds, rows, ratios, books, isExact }))
  return isExact && failed.length === 0 && isSoaked
}

const isGood = await main().finally(endAll)
process.exit(isGood ? 0 : 1)
