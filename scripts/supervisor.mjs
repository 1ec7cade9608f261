// Keeps the product's programs running: the model engine, the web application, the gateway in front of it (which owns the
// public port), the worker and the instance manager, over an embedded or a given database.
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { supervise } from './lib/child.mjs'
import { Refusal } from './lib/fail.mjs'
import { gatewayOptions } from './lib/gateway-options.mjs'
import { endLeftovers } from './lib/leftovers.mjs'
import { dataDir, root } from './lib/paths.mjs'
import { freePort } from './lib/ports.mjs'

const READY_MS = 120_000
const STOP_MS = 15_000
const DRAIN_MS = 12_000
const DATABASE_CHECK_MS = 1000
const NEXT = join(root, 'node_modules', 'next', 'dist', 'bin', 'next')
const ENGINE = join(root, 'house-model', 'server', 'main.mjs')

/**
 * Starts everything. `folder` takes logs and pid files; `env` is the checked configuration, DATABASE_URL and PUBLIC_ORIGIN
 * included; `database` is the embedded server to watch over, or null when DATABASE_URL names another.
 * @param {{ port: number, env: NodeJS.ProcessEnv, folder: string, database: object | null, isDev?: boolean, say?: (text: string) => void }} options
 */
export async function startStack({ port, env, folder, database, isDev = false, say = (text) => console.error(text) }) {
  mkdirSync(join(folder, 'run'), { recursive: true })
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const left = await endLeftovers(join(folder, 'run'))
  if (left.length > 0) say(`ended what an earlier run had left: ${left.join(', ')}`)

  const programs = (await describePrograms({ port, env, isDev })).map((program) => supervise({
    ...program,
    logPath: join(folder, 'logs', `${program.name}.log`),
    pidPath: join(folder, 'run', `${program.name}.pid`),
    say,
  }))
  for (const program of programs) program.start()
  const unwatch = database === null ? async () => undefined : watchDatabase(database, say)
  const named = (...names) => programs.filter(({ name }) => names.includes(name))
  const stopAll = (group, signal) => Promise.all(group.map((program) => program.stop(signal)))

  return {
    /** Resolves once the product answers on its public port; throws when it does not within two minutes. */
    ready: () => untilReady(`http://127.0.0.1:${port}/api/health/ready`, join(folder, 'logs')),
    restart: (...names) => named(...names).forEach((program) => program.restart()),
    /** Ends the programs in order: those that take or make work first, then what they lean on; the database is the caller's. */
    stop: async () => {
      await unwatch()
      await stopAll(named('gateway', 'worker', 'manager'), 'SIGTERM')
      await stopAll(named('web', 'engine'), 'SIGTERM')
    },
    kill: async () => {
      await unwatch()
      await stopAll(programs, 'SIGKILL')
    },
  }
}

async function describePrograms({ port, env, isDev }) {
  const webPort = await freePort()
  const enginePort = env.ENGINE_URL ? null : await freePort()
  const shared = {
    ...env,
    NODE_ENV: isDev ? 'development' : 'production',
    PORT: String(port),
    DATA_DIR: resolve(root, env.DATA_DIR || dataDir),
    // Not 127.0.0.1: Next calls that address localhost in the URLs it rewrites, and takes its own for another server's.
    WEB_ORIGIN: `http://localhost:${webPort}`,
    ENGINE_URL: env.ENGINE_URL || `http://127.0.0.1:${enginePort}`,
    NEXTAUTH_URL: env.PUBLIC_ORIGIN,
    NEXTAUTH_SECRET: env.AUTH_SECRET,
  }
  const bundled = (name, own = {}, stopMs = STOP_MS, options = []) => ({
    name, stopMs, args: [...options, '--enable-source-maps', join(root, '.build', `${name}.js`)], env: { ...shared, ...own, ROLE: name },
  })
  // The gateway must be done with its running requests before it would be killed.
  const drainMs = Number(env.GATEWAY_DRAIN_MS || DRAIN_MS)
  // The web process keeps idle connections longer than the gateway uses them (lib/edge/web-pipe.ts): no request meets a closing one.
  const web = [NEXT, ...(isDev ? ['dev'] : ['start', '--keepAliveTimeout', '70000']), '-H', 'localhost', '-p', String(webPort)]
  const engineEnv = { ...shared, ENGINE_HOST: '127.0.0.1', ENGINE_PORT: String(enginePort) }
  return [
    ...(enginePort === null || !existsSync(ENGINE) ? [] : [{ name: 'engine', stopMs: STOP_MS, args: [ENGINE], env: engineEnv }]),
    { name: 'web', stopMs: STOP_MS, args: web, env: { ...shared, ROLE: 'web', PORT: String(webPort) } },
    bundled('gateway', { GATEWAY_DRAIN_MS: String(drainMs) }, Math.max(STOP_MS, drainMs + 3000), gatewayOptions),
    bundled('worker'),
    bundled('manager'),
  ]
}

async function untilReady(url, logs) {
  const deadline = performance.now() + READY_MS
  let last = 'no answer'
  while (performance.now() < deadline) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
      if (response.ok) return
      last = `status ${response.status}: ${(await response.text()).slice(0, 300)}`
    } catch (error) {
      last = error.cause?.code ?? error.message
    }
    await sleep(100)
  }
  throw new Refusal(`not ready after ${READY_MS / 1000} s (${last}); see ${logs}`)
}

/** Looks after the embedded database, which nothing else does: whoever kills it, it comes back. Returns how to stop looking. */
function watchDatabase(database, say) {
  const stop = new AbortController()
  const watch = async () => {
    while (!stop.signal.aborted) {
      await sleep(DATABASE_CHECK_MS, undefined, { signal: stop.signal }).catch(() => undefined)
      if (stop.signal.aborted || database.isRunning()) continue
      say('the database ended; starting it again')
      await database.start().then(() => say('the database runs again'), (error) => say(error.message))
    }
  }
  const watching = watch()
  return async () => {
    stop.abort()
    await watching
  }
}
