/**
 * Private instances on this machine: how long a new one and a sleeping one take to answer, what the gateway costs between a client and its
 * instance, and what the manager costs. Fails only when something does not answer, never for speed.
 *
 *   DATABASE_URL  a migrated database of its own    --quick  fewer and shorter
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { closePool } from '@/lib/db/pool'
import { instanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import type { InstanceEndpoint } from '@/lib/providers/instance-runtime/types'
import { createInstanceModel, createInstanceRow, instanceNow, makeIdle, seenHosts, wish } from '@/lib/testing/managed-instance'
import { createSize } from '@/lib/testing/private-instance'
import { createBenchClient } from './bench-client'
import { endAll, startGateway } from './contenders'
import { bodyOf, load, type Load, type Target } from './load'
import { cpuMsOf, memoryMbOf } from './process-cost'

const isQuick = process.argv.includes('--quick')
const [starts, wakes, idlers, seconds, quietSeconds] = isQuick ? [2, 2, 2, 2, 10] : [5, 5, 6, 6, 30]
const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-'))
const round = (value: number, digits = 2): number => Number(value.toFixed(digits))
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 120_000
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`${what}: not within two minutes`)
    await sleep(20)
  }
}

const has = (id: string, status: string) => until(`${id} is ${status}`, async () => (await instanceNow(id)).status === status)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** CPU milliseconds a second of the manager with so many running. */
async function managerCost(pid: number): Promise<number> {
  const from = cpuMsOf(pid)
  await sleep(quietSeconds * 1000)
  return (cpuMsOf(pid) - from) / quietSeconds
}

/** The gateway may still note a last request meanwhile: said until it is believed. */
const fallAsleep = (id: string) => until('an idle instance sleeps', async () => {
  await makeIdle(id)
  await sleep(500)
  return (await instanceNow(id)).status === 'sleeping'
})

async function ask({ origin, path: where, headers, model }: Target): Promise<void> {
  const answer = await fetch(origin + where, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: bodyOf(model, false) })
  if (!answer.ok) throw new Error(`${answer.status}: ${(await answer.text()).slice(0, 200)}`)
  await answer.arrayBuffer()
}

const made: string[] = []
type Kind = { clientId: string; sizeId: string; modelId: string }

async function create(kind: Kind): Promise<string> {
  const id = await createInstanceRow({ ...kind, idleSleepMinutes: 60 })
  made.push(id)
  return id
}

/** One after another; all but the first are stopped again. */
async function coldStarts(kind: Kind): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < starts; i++) {
    times.push(await timed(async () => has(await create(kind), 'running')))
    if (i > 0) await wish(made[i] ?? '', { desired: 'stopped' })
  }
  for (const id of made.slice(1)) await has(id, 'stopped')
  return times
}

type Row = Awaited<ReturnType<typeof instanceNow>>

/** The same server asked over the gateway and at its own address. */
function directOf(gateway: Target, row: Row): Target {
  const endpoint = row.endpoint as InstanceEndpoint
  const at = endpoint.kind === 'unix' ? { origin: 'http://localhost', socketPath: endpoint.socketPath } : { origin: endpoint.url }
  return { ...gateway, path: '/v1/chat/completions', headers: { authorization: `Bearer ${instanceSecret(row)}` }, model: row.modelId?.toLowerCase() ?? '', ...at }
}

async function bothWays(gateway: Target, row: Row): Promise<{ straight: Load; through: Load }> {
  const [direct, shape] = [directOf(gateway, row), { connections: 2, isStream: false }]
  await load(direct, shape, 1)
  return { straight: await load(direct, shape, seconds), through: await load(gateway, shape, seconds) }
}

async function wakings(gateway: Target, id: string): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < wakes; i++) {
    await fallAsleep(id)
    times.push(await timed(() => ask(gateway)))
  }
  return times
}

/** CPU milliseconds a second that each running instance costs the manager. */
async function costOfEach(pid: number, kind: Kind, quiet: number): Promise<number> {
  const ids: string[] = []
  while (ids.length < idlers) ids.push(await create(kind))
  for (const id of ids) await has(id, 'running')
  return Math.max(0, (await managerCost(pid)) - quiet) / (idlers + 1)
}

async function measure(pid: number): Promise<boolean> {
  await until('the manager sees its machine', async () => (await seenHosts()).length > 0)
  const isolation = (await seenHosts())[0]?.isolation ?? 'unknown'
  console.log(`conditions: ${os.cpus().length} cores (${os.cpus()[0]?.model.trim()}) shared by load, gateway, database, manager and engines; half a core an instance, demo model; isolation ${isolation}; node ${process.version}; load average before ${os.loadavg()[0]?.toFixed(2)}`)
  const client = await createBenchClient(process.env.DATABASE_URL ?? '', 'http://127.0.0.1:9/v1')
  const kind = { clientId: client.clientId, sizeId: await createSize({ hourMicros: 20_000n, keptHourMicros: 1_000n }, { requestsPerMinute: 1_000_000 }), modelId: await createInstanceModel() }
  const quiet = await managerCost(pid)
  const cold = await coldStarts(kind)
  const first = await instanceNow(made[0] ?? '')
  const gateway = (await startGateway({ ...client, model: `instance/${first.name}` })).target
  const { straight, through } = await bothWays(gateway, first)
  const woken = await wakings(gateway, first.id)
  const each = await costOfEach(pid, kind, quiet)
  console.table([
    { what: 'new instance until it is routed to, ms', value: round(median(cold), 0) }, { what: 'request to a sleeping instance, whole answer, ms', value: round(median(woken), 0) },
    { what: 'requests/s direct', value: straight.perSecond }, { what: 'requests/s through the gateway', value: through.perSecond }, { what: 'through the gateway ÷ direct', value: round(through.requests / Math.max(1, straight.requests)) },
    { what: 'added p50, ms', value: round(through.p50Ms - straight.p50Ms) }, { what: 'manager, % of a core for each 100 running', value: round(each * 10, 1) }, { what: 'manager, memory MB', value: memoryMbOf(pid) },
  ])
  console.log(JSON.stringify({ bench: 'instances', cold, woken, straight, through, managerMsPerSecondEach: each, isolation }))
  const failed = straight.failed + through.failed
  if (failed > 0) console.error(`${failed} requests failed, first: ${straight.firstFailure || through.firstFailure}`)
  return failed === 0
}

async function main(): Promise<boolean> {
  const manager = spawn(process.execPath, [path.join('.build', 'manager.js')], {
    env: { ...process.env, NODE_ENV: 'production', ROLE: 'manager', LOG_LEVEL: 'error', DATA_DIR: folder, INSTANCE_DRIVERS: 'process', MIN_ISOLATION: 'process-only', ENGINE_URL: '' }, stdio: ['ignore', 'inherit', 'inherit'],
  })
  try {
    return await measure(manager.pid ?? 0)
  } finally {
    for (const id of made) await wish(id, { desired: 'deleted', deleteAfter: new Date() }).catch(() => undefined)
    for (const id of made) await has(id, 'deleted').catch((error: unknown) => console.error(error))
    manager.kill('SIGTERM')
    await closePool()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

const isGood = await main().finally(endAll)
process.exit(isGood ? 0 : 1)
