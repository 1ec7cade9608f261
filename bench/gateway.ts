/**
 * The gateway with its whole accounting (key, limits, hold, settlement, usage row, all durable) against a bare node:http
 * proxy, over the same instant model server, in turn, in one run. Everything is on this machine.
 *
 *   BASE_URL, DATABASE_URL  a running stack that lets loopback upstreams through (ALLOW_PRIVATE_UPSTREAMS=loopback)
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { createBenchClient } from './bench-client'
import { load, type Load } from './load'

const origin = process.env.BASE_URL ?? 'http://localhost:3000'
const databaseUrl = process.env.DATABASE_URL ?? ''
const connections = 32
const seconds = Number(process.env.BENCH_SECONDS ?? 8)
const rounds = 3
const children: ChildProcess[] = []

async function start(program: string, env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, ['scripts/run.mjs', path.join('bench', program)], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer]
  return `http://127.0.0.1:${line.toString().trim()}`
}

async function books(clientId: string): Promise<{ events: number; held: string; spentPicos: string; costPicos: string }> {
  const db = new pg.Client({ connectionString: databaseUrl })
  await db.connect()
  const { rows } = await db.query<{ events: number; held: string; spentPicos: string; costPicos: string }>(
    `SELECT (SELECT count(*)::int FROM "UsageEvent" WHERE "clientId" = $1) AS events, w."heldPicos" AS held, 1000000000000000000 - w."balancePicos" AS "spentPicos",
       (SELECT coalesce(sum("costPicos"), 0) FROM "UsageEvent" WHERE "clientId" = $1) AS "costPicos" FROM "Wallet" w WHERE w."clientId" = $1`, [clientId])
  await db.end()
  const found = rows[0]
  if (!found) throw new Error('the bench client is gone')
  return found
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function main(): Promise<boolean> {
  const upstream = await start('instant-upstream.ts')
  const bare = await start('bare-proxy.ts', { BENCH_UPSTREAM: upstream })
  const client = await createBenchClient(databaseUrl, `${upstream}/v1`)
  const body = JSON.stringify({ model: client.model, messages: [{ role: 'user', content: 'Say a few words.' }], max_tokens: 100 })
  const headers = { authorization: `Bearer ${client.secret}` }
  console.log(`conditions: ${os.cpus().length} cores (${os.cpus()[0]?.model.trim()}) shared by load, server, gateway and database; node ${process.version}; ${connections} connections; ${rounds} rounds of ${seconds} s each, in turn; load average ${os.loadavg()[0]?.toFixed(2)}`)
  await load(origin, '/api/v1/chat/completions', headers, body, connections, 2)
  const [ours, floor]: [Load[], Load[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    floor.push(await load(bare, '/', {}, body, connections, seconds))
    ours.push(await load(origin, '/api/v1/chat/completions', headers, body, connections, seconds))
  }
  console.table([...floor.map((row) => ({ what: 'bare proxy', ...row })), ...ours.map((row) => ({ what: 'gateway', ...row }))])
  const ratio = Number((median(ours.map((row) => row.perSecond)) / median(floor.map((row) => row.perSecond))).toFixed(3))
  const kept = await books(client.clientId)
  const isExact = kept.held === '0' && kept.spentPicos === kept.costPicos
  console.log(`gateway at ${ratio} of the bare proxy's requests per second; ${kept.events} usage rows, held ${kept.held}, spent ${kept.spentPicos} = sum of costs ${kept.costPicos}: ${isExact}`)
  console.log(JSON.stringify({ bench: 'gateway', connections, seconds, rounds, ratio, gateway: ours, bare: floor, events: kept.events, isExact }))
  return isExact && ours.every((row) => row.failed === 0)
}

const isGood = await main().finally(() => children.forEach((child) => child.kill()))
process.exit(isGood ? 0 : 1)
