// Brings a database to the present schema with nothing but pg: node scripts/migrate.mjs
// DATABASE_URL says which; without it, .env's or the embedded one.
// Writes _prisma_migrations exactly as `prisma migrate deploy` does, so both may be used on one database.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { Refusal, report } from './lib/fail.mjs'
import { databaseUrl } from './lib/database-url.mjs'
import { root } from './lib/paths.mjs'

const MIGRATIONS = join(root, 'prisma', 'migrations')
const VIEWS = join(root, 'prisma', 'views')
const PRISMA_LOCK = 72707369
// A server that was killed reads its log again before it takes anybody in.
const CANNOT_CONNECT_NOW = '57P03'
const RECOVERY_MS = 120_000
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

/**
 * Creates the database when it is missing, applies what is pending of prisma/migrations, then the job queue's own schema
 * and the views of prisma/views. Several processes may call it at once: one works, the others wait and find it done.
 * @returns {Promise<string[]>} what was applied, in order; empty when the database was up to date
 */
export async function migrate(databaseUrl) {
  const client = await openOrCreate(databaseUrl)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK])
    const pending = await pendingMigrations(client)
    const fingerprint = viewsFingerprint()
    if (pending.length === 0 && (await areViewsCurrent(client, fingerprint))) return []
    await dropViews(client)
    for (const migration of pending) await apply(client, migration)
    await migrateJobs(databaseUrl)
    await createViews(client, fingerprint)
    return [...pending.map(({ name }) => name), 'views']
  } finally {
    await client.end()
  }
}

/** A name for this very database, wherever it moves: the id of its first migration's row. */
export async function databaseId(databaseUrl) {
  const client = await open(databaseUrl)
  try {
    const { rows } = await client.query('SELECT id FROM _prisma_migrations ORDER BY started_at, id LIMIT 1')
    return rows[0]?.id
  } finally {
    await client.end()
  }
}

async function openOrCreate(databaseUrl) {
  try {
    return await open(databaseUrl)
  } catch (error) {
    if (error instanceof Refusal) throw error
    if (error.code !== '3D000') throw unreachable(databaseUrl, error)
  }
  const url = new URL(databaseUrl)
  const name = decodeURIComponent(url.pathname.slice(1))
  const maintenance = await open(Object.assign(new URL(url), { pathname: '/postgres' }).toString())
  try {
    await maintenance.query(`CREATE DATABASE ${maintenance.escapeIdentifier(name)}`)
  } catch (error) {
    // Somebody else made it meanwhile (the second code is the catalog's unique index, hit when both were inside).
    if (error.code !== '42P04' && error.code !== '23505') throw error
  } finally {
    await maintenance.end()
  }
  return open(databaseUrl)
}

async function open(databaseUrl) {
  if (!URL.canParse(databaseUrl)) throw new Refusal('DATABASE_URL: not a URL like postgresql://user:password@host:5432/database')
  const deadline = performance.now() + RECOVERY_MS
  for (;;) {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
    try {
      await client.connect()
      return client
    } catch (error) {
      if (error.code !== CANNOT_CONNECT_NOW || performance.now() > deadline) throw error
      await sleep(250)
    }
  }
}

function unreachable(databaseUrl, error) {
  const { hostname, port, pathname } = new URL(databaseUrl)
  return new Refusal(`DATABASE_URL: cannot use ${hostname}:${port || 5432}${pathname}: ${error.message || error.code}`)
}

async function pendingMigrations(client) {
  await client.query(MIGRATIONS_TABLE)
  const { rows } = await client.query('SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL')
  const failed = rows.filter((row) => row.finished_at === null).map((row) => row.migration_name)
  if (failed.length > 0) throw new Refusal(`P3009: migration ${failed.join(', ')} failed earlier; mend it, then: npx prisma migrate resolve`)
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]))
  const pending = migrations().filter(({ name }) => !applied.has(name))
  const edited = migrations().filter(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum)
  for (const { name } of edited) console.warn(`warning: migration ${name} was edited after it was applied`)
  return pending
}

function migrations() {
  const folders = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.map(({ name }) => name).sort().map((name) => {
    const sql = readFileSync(join(MIGRATIONS, name, 'migration.sql'), 'utf8')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

async function apply(client, { name, sql, checksum }) {
  const id = randomUUID()
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [id, checksum, name])
  try {
    // One message, hence one transaction: a file applies whole or not at all.
    await client.query(sql)
  } catch (error) {
    await client.query('ROLLBACK')
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, String(error.message)])
    throw new Error(`migration ${name}: ${error.message}`, { cause: error })
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id])
}

async function migrateJobs(databaseUrl) {
  const { runMigrations, Logger } = await import('graphile-worker')
  await runMigrations({ connectionString: databaseUrl, schema: 'graphile_worker', logger: new Logger(() => () => undefined) })
}

function viewFiles() {
  const names = existsSync(VIEWS) ? readdirSync(VIEWS).filter((name) => name.endsWith('.sql')).sort() : []
  return names.map((name) => readFileSync(join(VIEWS, name), 'utf8'))
}

// The queue's release counts too: the views read its tables, so a new one must find them gone.
function viewsFingerprint() {
  const queue = createRequire(import.meta.url)('graphile-worker/package.json').version
  return createHash('sha256').update([queue, ...viewFiles()].join('\0')).digest('hex')
}

const VIEW_ROWS = `SELECT c.relname AS name, obj_description(c.oid) AS comment FROM pg_class c
  WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'v\\_%' ORDER BY c.relname`

async function areViewsCurrent(client, fingerprint) {
  const { rows } = await client.query(VIEW_ROWS)
  return rows.length > 0 && rows.every((row) => row.comment === fingerprint)
}

/** Views hold on to their columns: they go before a migration, which may change those, and come back after it. */
async function dropViews(client) {
  const { rows } = await client.query(VIEW_ROWS)
  if (rows.length > 0) await client.query(`DROP VIEW ${rows.map((row) => client.escapeIdentifier(row.name)).join(', ')} CASCADE`)
}

async function createViews(client, fingerprint) {
  await client.query('BEGIN')
  await client.query("SET LOCAL client_min_messages = 'warning'")
  for (const sql of viewFiles()) await client.query(sql)
  const { rows } = await client.query(VIEW_ROWS)
  for (const { name } of rows) await client.query(`COMMENT ON VIEW ${client.escapeIdentifier(name)} IS '${fingerprint}'`)
  await client.query('COMMIT')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const applied = await migrate(await databaseUrl())
    console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'up to date')
  } catch (error) {
    report(error)
  }
}
