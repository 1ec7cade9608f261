// npm run bench:gateway, bench:billing, bench:instances, bench:pages: measures the built product on a stack and database of its own.
import { randomBytes } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { build, buildPrograms } from './build.mjs'
import { Refusal, report } from './lib/fail.mjs'
import { secrets } from './lib/secrets.mjs'
import { withTestStack } from './lib/test-stack.mjs'
import { migrate } from './migrate.mjs'
import { postgres } from './postgres.mjs'
import { programOf, runProgram } from './run.mjs'

export const benches = ['gateway', 'billing', 'instances', 'pages']

/** Runs `work` with a migrated, durable database of its own, which is dropped afterwards. */
async function withDatabase(work) {
  const embedded = process.env.TEST_DATABASE_URL ? null : postgres()
  const wasRunning = embedded?.isRunning()
  const server = embedded === null ? process.env.TEST_DATABASE_URL : await embedded.start('postgres')
  const database = `matrix_test_${Math.floor(Date.now() / 1000)}_${randomBytes(4).toString('hex')}`
  const url = Object.assign(new URL(server), { pathname: `/${database}` }).toString()
  try {
    await migrate(url)
    return await work({ ...secrets(), DATABASE_URL: url, PUBLIC_ORIGIN: 'http://localhost:3000', BILLING_MODE: 'test' })
  } finally {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`)
    await client.end()
    if (wasRunning === false) await embedded.stop()
  }
}

/** The gateway needs no web application: its programs and a database. Resolves to its exit status. */
async function benchGateway(args) {
  await buildPrograms()
  for (const name of ['instant-upstream', 'bare-proxy']) await programOf(`bench/${name}.ts`)
  return withDatabase(async (env) => runProgram(await programOf('bench/gateway.ts'), args, env))
}

/** The billing run alone: --n=2000,10000 says over how many subscriptions. */
const benchBilling = (args) => withDatabase(async (env) => runProgram(await programOf('bench/billing.ts'), args, env))

/** The manager, the gateway and real engines; no web application. */
async function benchInstances(args) {
  await buildPrograms()
  return withDatabase(async (env) => runProgram(await programOf('bench/instances.ts'), args, env))
}

async function benchPages() {
  await build()
  return withTestStack({ name: 'bench', durable: true }, async (env) => runProgram(await programOf('bench/pages.ts'), [], env))
}

const runs = { gateway: benchGateway, billing: benchBilling, instances: benchInstances, pages: benchPages }

/** Runs the named benchmarks one after another; resolves to each one's exit status (0: its own ceilings hold). */
export async function bench(names = benches, args = []) {
  const statuses = []
  for (const name of names) {
    console.log(`\n${name}`)
    statuses.push(await runs[name](args))
  }
  return statuses
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const args = process.argv.slice(2).filter((one) => one.startsWith('--'))
    const names = process.argv.slice(2).filter((one) => !one.startsWith('--'))
    if (names.some((name) => !benches.includes(name))) throw new Refusal(`benchmarks are: ${benches.join(', ')}`)
    process.exitCode = Math.max(...(await bench(names.length > 0 ? names : benches, args)))
  } catch (error) {
    report(error)
  }
}
