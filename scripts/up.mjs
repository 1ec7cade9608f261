// npm run up: from a fresh clone to a running product, and back to it in seconds. --dev: with the development server.
// Only node's own modules until the packages are installed.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build, generateClient, programEntries } from './build.mjs'
import { Refusal, report } from './lib/fail.mjs'
import { finished, markFinished } from './lib/fingerprint.mjs'
import { welcome } from './lib/first-run.mjs'
import { install, isInstalled, quietly } from './lib/install.mjs'
import { tryLock } from './lib/lock.mjs'
import { dataDir, dataPath, root } from './lib/paths.mjs'
import { isFree } from './lib/ports.mjs'
import { loadSettings } from './lib/settings.mjs'
import { step } from './lib/steps.mjs'

const FIRST_PORT = 3000
const SECOND_SIGNAL_MS = 1000
const isDev = process.argv.includes('--dev')
const running = { stack: null, database: null, watcher: null }

async function up() {
  checkNode()
  loadSettings()
  if (tryLock(dataPath('up.lock')) === null) throw new Refusal('another `npm run up` or `npm run dev` of this checkout is running or starting')
  const hasOrigin = Boolean(process.env.PUBLIC_ORIGIN)
  const address = async () => {
    const port = await publicPort()
    if (!hasOrigin) process.env.PUBLIC_ORIGIN = `http://localhost:${port}`
    return port
  }
  const firstChoice = await address()
  await installPackages()
  await checkConfiguration(firstChoice)
  await installModelEngine()
  await startDatabase()
  await prepareSchema()
  await (isDev ? prepareDev() : build())
  const isFirst = await seedOnce()
  const { startStack } = await import('./supervisor.mjs')
  // Once more: a first start takes minutes, in which another program may have taken the port.
  const port = await address()
  running.stack = await startStack({ port, env: process.env, folder: dataDir, database: running.database, isDev })
  await step('Start', () => running.stack.ready())
  console.log(welcome({ origin: process.env.PUBLIC_ORIGIN, file: firstRunPath(), isFirst }))
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
  if (!isSupported) throw new Refusal(`Node.js ${process.versions.node} is too old or unsupported: install 20.19, 22.12 or newer`)
}

/** PORT when it is set, and then it must be free; else 3000 or the next free one. */
async function publicPort() {
  const isOpen = async (port) => (await isFree(port, '127.0.0.1')) && (await isFree(port, '0.0.0.0'))
  const wanted = Number(process.env.PORT || 0)
  if (wanted > 0 && !(await isOpen(wanted))) throw new Refusal(`PORT: ${wanted} is already in use (or not allowed for this account)`)
  let port = wanted || FIRST_PORT
  while (!(await isOpen(port))) port += 1
  return port
}

async function installPackages() {
  if (!isInstalled()) await step('Packages', install)
}

async function checkConfiguration(port) {
  const { programOf } = await import('./run.mjs')
  const env = { ...process.env, PORT: String(port), DATABASE_URL: process.env.DATABASE_URL || 'postgresql://127.0.0.1/embedded' }
  const { status, output } = await quietly(process.execPath, [await programOf('scripts/check-env.ts')], { env })
  if (status !== 0) throw new Refusal(output.trim().replace(/^error: /, ''))
}

async function installModelEngine() {
  if (process.env.ENGINE_URL) return
  const { engineInstalled, installEngine } = await import('../house-model/install.mjs')
  if (!engineInstalled()) await step('Model engine', installEngine)
}

async function startDatabase() {
  if (process.env.DATABASE_URL) return
  const { postgres } = await import('./postgres.mjs')
  const database = postgres()
  process.env.DATABASE_URL = await step('Database', () => database.start())
  running.database = database
}

async function prepareSchema() {
  const { migrate } = await import('./migrate.mjs')
  await step('Database schema', () => migrate(process.env.DATABASE_URL))
}

async function prepareDev() {
  await generateClient()
  const { watchBundle } = await import('./lib/bundle.mjs')
  const restart = () => running.stack?.restart('gateway', 'worker', 'manager')
  running.watcher = await step('Programs', () => watchBundle(programEntries(), join(root, '.build'), restart))
}

/** Seeds each database once. Resolves to whether the sign-in details are new. */
async function seedOnce() {
  const { databaseId } = await import('./migrate.mjs')
  const id = await databaseId(process.env.DATABASE_URL)
  if (finished('seed') === id) return false
  const from = Date.now()
  await step('First data', async () => {
    const { status, output } = await quietly(process.execPath, ['--enable-source-maps', join(root, '.build', 'seed.js')])
    if (status !== 0) throw new Refusal(`seeding failed:\n${output.trim()}`)
  })
  markFinished('seed', id)
  return existsSync(firstRunPath()) && statSync(firstRunPath()).mtimeMs >= from
}

function firstRunPath() {
  return join(dataDir, 'first-run.txt')
}

/** Everything in its order, the database last; a second signal does not wait. */
async function shutDown(isForced) {
  await running.watcher?.dispose()
  await (isForced ? running.stack?.kill() : running.stack?.stop())
  await running.database?.stop()
}

/** npm hands a signal only to the shell between us, which dies of it without a word: its death is our signal. */
function watchNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    onSignal()
  }, 500)
  timer.unref()
}

let firstSignalAt = null

function onSignal() {
  // npm passes a terminal's Ctrl-C on to us, who had it already: two at once are one.
  if (firstSignalAt !== null && performance.now() - firstSignalAt < SECOND_SIGNAL_MS) return
  const isForced = firstSignalAt !== null
  firstSignalAt = performance.now()
  console.log(isForced ? 'Stopping now.' : '\nStopping. Ctrl-C again stops at once.')
  shutDown(isForced).then(() => process.exit(isForced ? 1 : 0), fail)
}

async function fail(error) {
  report(error)
  await shutDown(true).catch(report)
  process.exit(1)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal)
watchNpm()
await up().catch((error) => (firstSignalAt === null ? fail(error) : undefined))
