import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../migrate.mjs'
import { postgres } from '../postgres.mjs'
import { startStack } from '../supervisor.mjs'
import { Refusal } from './fail.mjs'
import { quietly } from './install.mjs'
import { dataPath, root } from './paths.mjs'
import { startChains, startPaymentPeers } from './payment-peers.mjs'
import { freePort } from './ports.mjs'
import { secrets } from './secrets.mjs'

// An operator's settings of this checkout must not reach the tests: an empty variable counts as unset.
const OPERATOR_SETTINGS = [
  'ADMIN_EMAIL', 'ADMIN_PASSWORD', 'SMTP_URL', 'MAIL_FROM', 'BILLING_MODE', 'BASE_CURRENCY', 'ALLOW_SANDBOX_PAYMENTS', 'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET', 'STRIPE_API_BASE', 'PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_ENVIRONMENT', 'PAYPAL_WEBHOOK_ID', 'PAYPAL_API_BASE', 'PAYPAL_SDK_URL',
  'BTC_XPUB', 'BTC_NETWORK', 'BTC_RPC_URL', 'BTC_ESPLORA_URL', 'EVM_XPUB', 'EVM_CHAIN_ID', 'EVM_RPC_URLS', 'USDT_TOKEN_ADDRESS', 'COIN_RATE_SOURCES',
  'ENGINE_URL', 'REDIS_URL', 'TRUSTED_PROXIES', 'INSECURE_HTTP', 'DATABASE_POOL_SIZE', 'DATABASE_WAIT_MS', 'GATEWAY_BODY_LIMIT_BYTES', 'GATEWAY_BODIES_BYTES', 'GATEWAY_UPSTREAM_TIMEOUT_MS', 'GATEWAY_DRAIN_MS',
  'INSTANCE_DRIVERS', 'INSTANCE_MODELS_DIR', 'MIN_ISOLATION',
]

/**
 * Runs `work` against the built product: the same supervisor as `npm run up`, on free ports, with a database and first
 * data of its own. `work` gets the environment that reaches it: BASE_URL, DATABASE_URL, FIRST_RUN_FILE, the secrets.
 * @param {{ name: string, durable: boolean, hasPaymentPeers?: boolean }} options `name` of the folder below .data; `durable: false`
 *   trades safety for speed; `hasPaymentPeers` sets the real payment providers up, against peers of our own, and coins, on chains of their own
 */
export async function withTestStack({ name, durable, hasPaymentPeers = false }, work) {
  const folder = dataPath(name)
  const embedded = process.env.TEST_DATABASE_URL ? null : durable ? postgres() : postgres('test-postgres', { durable: false })
  const wasRunning = embedded?.isRunning()
  const server = embedded === null ? process.env.TEST_DATABASE_URL : await embedded.start('postgres')
  const database = `matrix_test_${Math.floor(Date.now() / 1000)}_${name}`
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const peers = hasPaymentPeers ? [await startPaymentPeers(origin), await startChains()] : []
  const env = {
    ...process.env,
    ...Object.fromEntries(OPERATOR_SETTINGS.map((setting) => [setting, ''])),
    ...Object.assign({}, ...peers.map(({ settings }) => settings)),
    ...secrets(),
    DATABASE_URL: Object.assign(new URL(server), { pathname: `/${database}` }).toString(),
    PORT: String(port),
    PUBLIC_ORIGIN: origin,
    BASE_URL: origin,
    ALLOW_PRIVATE_UPSTREAMS: 'loopback',
    FIRST_RUN_FILE: join(folder, 'first-run.txt'),
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    API_REQUESTS_PER_MINUTE: '10000', // all tests come from one address, and a few accounts
    NEXT_TELEMETRY_DISABLED: '1',
  }
  await migrate(env.DATABASE_URL)
  await seed(env, folder)
  const stack = await startStack({ port, env, folder, database: null })
  const forced = () => stack.kill()
  process.once('SIGINT', forced)
  try {
    await stack.ready()
    return await work(env)
  } finally {
    process.off('SIGINT', forced)
    await endInstances(env.DATABASE_URL).catch(() => undefined)
    await stack.stop()
    for (const peer of peers) peer.stop()
    await drop(server, database)
    if (wasRunning === false) await embedded.stop()
  }
}

async function seed(env, folder) {
  mkdirSync(folder, { recursive: true })
  rmSync(env.FIRST_RUN_FILE, { force: true })
  const program = join(root, '.build', 'seed.js')
  const { status, output } = await quietly(process.execPath, ['--enable-source-maps', program], { env: { ...env, NODE_ENV: 'production' } })
  if (status !== 0) throw new Refusal(`seeding failed:\n${output.trim()}`)
}

/** Instances outlive the programs on purpose; those of a test must not outlive the test. */
async function endInstances(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`UPDATE "PrivateInstance" SET "desired" = 'deleted', "deleteAfter" = now() - interval '1 second' WHERE "status" <> 'deleted'`)
    for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 250))) {
      const { rows } = await client.query(`SELECT 1 FROM "PrivateInstance" WHERE "status" <> 'deleted' LIMIT 1`)
      if (rows.length === 0) return
    }
  } finally {
    await client.end()
  }
}

async function drop(server, database) {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`)
  await client.end()
}
