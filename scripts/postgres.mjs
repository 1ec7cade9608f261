// The embedded PostgreSQL: initdb and pg_ctl straight from the npm package, detached, one server per data folder.
//   node scripts/postgres.mjs start [--test]   starts it when needed and prints its DATABASE_URL
//   node scripts/postgres.mjs stop  [--test]
import { spawn } from 'node:child_process'
import { chownSync, closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { report } from './lib/fail.mjs'
import { withLock } from './lib/lock.mjs'
import { dataPath } from './lib/paths.mjs'
import { freePort } from './lib/ports.mjs'
import { makePrivate, serverAccount, serverData, serverPrograms } from './lib/postgres-home.mjs'
import { processInfo } from './lib/process-info.mjs'
import { secrets } from './lib/secrets.mjs'

// A busy machine needs long to let go of a killed server's port; everybody knows the server by it.
const START_MS = 30_000
const ZOMBIE_MS = 5_000
const SETTINGS = ['listen_addresses=127.0.0.1', "unix_socket_directories=''", 'max_connections=200']
// Only tests may trade durability for speed: every other server keeps fsync, full_page_writes and synchronous_commit on.
const TEST_SETTINGS = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']

/**
 * The server whose data lives in `.data/<name>`: `start()` → its URL for a database, `isRunning()`, `stop()`.
 * Starting is idempotent and safe for several processes at once. `durable: false` is for tests only. Within most of `startMs`
 * a crashed server's port is waited for, after that it gets another one.
 */
export function postgres(name = 'postgres', { durable = true, startMs = START_MS } = {}) {
  const account = serverAccount()
  const password = secrets().POSTGRES_PASSWORD
  const data = serverData(name, account, password)
  const server = {
    startMs,
    account,
    password,
    programs: serverPrograms(account),
    data,
    // Beside the data: a folder the server's account can reach.
    log: `${data}.log`,
    settings: durable ? SETTINGS : [...SETTINGS, ...TEST_SETTINGS],
  }
  return {
    start: (database = 'matrix') =>
      withLock(dataPath(`${name}.starting`), async () => url(server, await started(server), database)),
    isRunning: () => runningPort(server) !== null,
    stop: () => stop(server),
  }
}

async function started(server) {
  if (!existsSync(join(server.data, 'PG_VERSION'))) await initialise(server)
  const begun = performance.now()
  const deadline = begun + server.startMs
  for (;;) {
    const isPatient = performance.now() < deadline - server.startMs / 5
    const port = runningPort(server)
    if (port !== null && (await answers(port))) return port
    const failure = port === null ? await tryStart(server, isPatient) : ''
    if (failure === null) continue
    if (performance.now() > deadline) throw new Error(`PostgreSQL did not start; see ${server.log}\n${failure}`)
    // After a kill -9 the old pid may linger as a zombie, and its lock file with it, until init collects it.
    if (performance.now() > begun + ZOMBIE_MS) dropLockOfZombie(server)
    await sleep(250)
  }
}

async function initialise(server) {
  makePrivate(server.data, server.account)
  const passwordFile = join(tmpdir(), `matrix-postgres-${process.pid}`)
  writeFileSync(passwordFile, `${server.password}\n`, { mode: 0o600, flag: 'wx' })
  if (server.account.uid !== undefined) chownSync(passwordFile, server.account.uid, server.account.gid)
  // Not the machine's locale: the same order and the same Arabic everywhere.
  const locale = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  try {
    const made = await command(server, 'initdb', ['-D', server.data, '-U', 'matrix', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...locale])
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** One attempt: null when the server runs, else why not. */
async function tryStart(server, isPatient) {
  const remembered = `${server.data}.port`
  const wanted = existsSync(remembered) ? Number(readFileSync(remembered, 'utf8')) : 0
  const port = await freePort(wanted)
  // After a crash the old server's last processes still hold its port for a moment; everybody else knows it by that port.
  if (wanted > 0 && port !== wanted && isPatient && lockFile(server) !== null) return `port ${wanted} is still in use`
  writeFileSync(remembered, `${port}\n`)
  closeSync(openSync(server.log, 'a', 0o640))
  if (server.account.uid !== undefined) chownSync(server.log, server.account.uid, server.account.gid)
  const options = [`-p ${port}`, ...server.settings.map((setting) => `-c ${setting}`)].join(' ')
  // No pipes: the server would inherit them and keep its caller waiting for their end.
  const started = await command(server, 'pg_ctl', ['-D', server.data, '-l', server.log, '-w', '-t', '60', '-o', options, 'start'], 'ignore')
  return started.status === 0 ? null : `pg_ctl start: exit status ${started.status}`
}

async function stop(server) {
  if (runningPort(server) === null) return
  const stopped = await command(server, 'pg_ctl', ['-D', server.data, '-w', '-t', '30', '-m', 'fast', 'stop'])
  if (stopped.status !== 0 && runningPort(server) !== null) throw new Error(`PostgreSQL did not stop: ${stopped.stderr}`)
}

/** Resolves to `{ status, stderr }`. */
function command(server, program, args, stdio = ['ignore', 'ignore', 'pipe']) {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
  const child = spawn(join(server.programs, 'bin', program), args, { ...server.account, cwd: '/', env, stdio })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, stderr }))
  })
}

/** The lock file's pid and port: postmaster.pid holds pid, data folder, start time, port, … a line each. */
function lockFile(server) {
  try {
    const lines = readFileSync(join(server.data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]) }
  } catch {
    return null
  }
}

function runningPort(server) {
  const lock = lockFile(server)
  if (lock === null || !lock.port) return null
  return processInfo(lock.pid)?.command.includes('postgres') === true ? lock.port : null
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.setTimeout(2000, () => socket.destroy(new Error('timeout')))
    socket.once('connect', () => socket.end(() => resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

/** Where nothing collects zombies (a container whose first process does not), the lock would stay for ever. */
function dropLockOfZombie(server) {
  const lock = lockFile(server)
  if (lock === null || process.platform !== 'linux' || processInfo(lock.pid) !== null) return
  const inUse = readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && worksIn(pid, server.data))
  if (!inUse) rmSync(join(server.data, 'postmaster.pid'), { force: true })
}

function worksIn(pid, folder) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder
  } catch {
    return false
  }
}

function url(server, port, database) {
  return `postgresql://matrix:${encodeURIComponent(server.password)}@127.0.0.1:${port}/${database}`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const server = postgres(...(process.argv.includes('--test') ? ['test-postgres', { durable: false }] : []))
  try {
    if (process.argv[2] === 'stop') await server.stop()
    else console.log(await server.start())
  } catch (error) {
    report(error)
  }
}
