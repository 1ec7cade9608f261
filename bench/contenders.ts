import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gatewayOptions } from '../scripts/lib/gateway-options.mjs'
import type { BenchClient } from './bench-client'
import { bodyOf, type Target } from './load'

/** `redis`: the one it counts limits in. */
export type Contender = { name: string; target: Target; pid: number; redis?: RedisServer }
export type RedisServer = { url: string; pid: number }

const portkeyVersion = '1.15.2'
const children: ChildProcess[] = []

export const endAll = (): void => children.forEach((child) => child.kill('SIGKILL'))

/** A program of this folder that prints its port. */
async function printed(program: string, env: Record<string, string> = {}): Promise<{ origin: string; pid: number }> {
  const child = spawn(process.execPath, ['--enable-source-maps', path.join('.build', 'run', `bench-${program}.js`)], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer]
  return { origin: `http://127.0.0.1:${line.toString().trim()}`, pid: child.pid ?? 0 }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A program that listens on the port it is given; there once a request is answered with 200. */
async function listening(args: (port: number) => string[], env: (port: number) => Record<string, string>, targetOf: (origin: string) => Target, name: string): Promise<Contender> {
  const port = await freePort()
  const child = spawn(process.execPath, args(port), { env: { ...process.env, ...env(port) }, stdio: ['ignore', 'ignore', name.startsWith('this') ? 'inherit' : 'ignore'] })
  children.push(child)
  const target = targetOf(`http://127.0.0.1:${port}`)
  let last = 'no answer'
  for (let i = 0; i < 150 && child.exitCode === null; i++) {
    const answer = await fetch(target.origin + target.path, { method: 'POST', headers: { 'content-type': 'application/json', ...target.headers }, body: bodyOf(target.model, false) }).catch(() => undefined)
    if (answer?.ok) return { name, target, pid: child.pid ?? 0 }
    if (answer) last = `${answer.status}: ${(await answer.text()).slice(0, 200)}`
    await sleep(100)
  }
  throw new Error(`${name} does not answer (${last})`)
}

export async function startUpstream(): Promise<Contender> {
  const { origin, pid } = await printed('instant-upstream')
  return { name: 'upstream alone', pid, target: { origin, path: '/v1/chat/completions', headers: {}, model: 'bench' } }
}

export async function startBare(upstream: string): Promise<Contender> {
  const { origin, pid } = await printed('bare-proxy', { BENCH_UPSTREAM: upstream })
  return { name: 'bare proxy', pid, target: { origin, path: '/', headers: {}, model: 'bench' } }
}

/** This gateway alone (ROLE=gateway), everything on: key, limits, hold, settlement, usage row, all durable. */
export const startGateway = (client: BenchClient, name = 'this gateway', env: Record<string, string> = {}): Promise<Contender> =>
  listening(() => [...gatewayOptions, path.join('.build', 'gateway.js')], (port) => ({ NODE_ENV: 'production', ROLE: 'gateway', PORT: String(port), WEB_ORIGIN: '', LOG_LEVEL: 'warn', ALLOW_PRIVATE_UPSTREAMS: 'loopback', REDIS_URL: '', ...env }),
    (origin) => ({ origin, path: '/api/v1/chat/completions', headers: { authorization: `Bearer ${client.secret}` }, model: client.model }), name)

/** A Redis of the run's own. @throws when none is installed */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' })
  children.push(child)
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => { throw error as Error })])
  return { url: `redis://127.0.0.1:${port}`, pid: child.pid ?? 0 }
}

/**
 * Portkey's npm package does not say which web server it was made for, and with a newer one it answers every stream with 500: the answer
 * shares the headers of what it fetched, which nobody may change. So it gets one that it works with.
 */
const portkeyPackage = JSON.stringify({ private: true, dependencies: { '@portkey-ai/gateway': portkeyVersion }, overrides: { '@hono/node-server': '1.12.2' } })

/** The open-source Portkey gateway, which counts and bills nothing; fetched for the measurement only, never a dependency. @throws without a registry */
export async function startPortkey(upstream: string): Promise<Contender> {
  const folder = path.resolve('.data', 'bench', `portkey-${portkeyVersion}-streams`)
  const program = path.join(folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js')
  if (!fs.existsSync(program)) {
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(path.join(folder, 'package.json'), portkeyPackage)
    const install = spawn('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--omit=dev', '--ignore-scripts', '--loglevel=error'], { stdio: 'ignore', cwd: folder })
    const [code] = (await once(install, 'exit')) as [number]
    if (code !== 0) throw new Error('npm could not fetch it')
  }
  const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream}/v1`, authorization: 'Bearer none' }
  return listening((port) => [program, '--headless', `--port=${port}`], () => ({ NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: 'localhost,127.0.0.1' }),
    (origin) => ({ origin, path: '/v1/chat/completions', headers, model: 'bench' }), 'Portkey')
}
