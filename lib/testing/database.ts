import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../scripts/migrate.mjs'
import { postgres } from '../../scripts/postgres.mjs'

const HOUR_MS = 3_600_000

/**
 * Vitest's global set-up: a fresh, migrated database, of which every test file gets a copy (own-database.ts); all are
 * dropped at the end. The server is TEST_DATABASE_URL's or the embedded test one, which stays up for the next run and may
 * serve several runs at once.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL ?? (await postgres('test-postgres', { durable: false }).start('postgres'))
  await dropAbandoned(server)
  const name = `matrix_test_${Math.floor(Date.now() / 1000)}_${randomBytes(4).toString('hex')}`
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString()
  await migrate(url)
  const folder = mkdtempSync(join(tmpdir(), 'matrix-'))
  Object.assign(process.env, testEnv(url), { DATA_DIR: folder })
  return async () => {
    await onServer(server, (client) => dropAll(client, (other) => other.startsWith(name)))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the code under test reads; keys that open nothing. */
function testEnv(databaseUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '10',
    DATABASE_WAIT_MS: '300000', // a hundred at once have ten connections: on a busy machine the last ones wait long
    PUBLIC_ORIGIN: 'http://localhost:3000',
    BILLING_MODE: 'test',
    AUTH_SECRET: 'test-auth-secret-test-auth-secret-00',
    MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
    SANDBOX_WEBHOOK_SECRET: 'whsec_test_sandbox_secret',
    ENGINE_TOKEN: 'test-engine-token-0000',
    METRICS_TOKEN: 'test-metrics-token-000',
    ALLOW_PRIVATE_UPSTREAMS: 'loopback',
    LOG_LEVEL: 'silent',
  }
}

/** A run that was killed could not drop its databases. */
async function dropAbandoned(server: string): Promise<void> {
  const isOld = (name: string) => Date.now() - Number(name.split('_')[2]) * 1000 > 2 * HOUR_MS
  await onServer(server, (client) => dropAll(client, isOld))
}

async function dropAll(client: pg.Client, isMeant: (name: string) => boolean): Promise<void> {
  const { rows } = await client.query<{ datname: string }>("SELECT datname FROM pg_database WHERE datname LIKE 'matrix\\_test\\_%'")
  for (const { datname } of rows.filter((row) => isMeant(row.datname))) {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(datname)} WITH (FORCE)`)
  }
}

async function onServer(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).toString() })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
