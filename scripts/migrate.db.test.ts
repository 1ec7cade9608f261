import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { env } from '@/lib/env'
import { migrate } from './migrate.mjs'

const fresh = () => Object.assign(new URL(env().DATABASE_URL), { pathname: `/matrix_test_${Math.floor(Date.now() / 1000)}_${randomBytes(4).toString('hex')}` }).toString()

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function drop(url: string): Promise<void> {
  await query(env().DATABASE_URL, `DROP DATABASE IF EXISTS "${new URL(url).pathname.slice(1)}" WITH (FORCE)`)
}

function prisma(url: string, ...args: string[]) {
  const result = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', ...args], { encoding: 'utf8', env: { ...process.env, DATABASE_URL: url, NO_COLOR: '1' } })
  return { status: result.status, output: result.stdout + result.stderr }
}

describe('migrate', () => {
  const url = fresh()
  afterAll(() => drop(url))

  test('creates a missing database once, whoever comes at the same time', async () => {
    const results = await Promise.all([migrate(url), migrate(url), migrate(url)])
    expect(results.map((applied) => applied.length > 0).toSorted()).toEqual([false, false, true])
  })

  test('finds nothing to do the second time, and leaves the views alone', async () => {
    const viewIds = 'SELECT oid FROM pg_class WHERE relkind = \'v\' AND relname LIKE \'v\\_%\' ORDER BY relname'
    const before = await query(url, viewIds)
    expect(before.length).toBeGreaterThan(10)
    expect(await migrate(url)).toEqual([])
    expect(await query(url, viewIds)).toEqual(before)
  })

  test('makes views anew when one is missing or older', async () => {
    await query(url, 'COMMENT ON VIEW v_audit IS NULL')
    expect(await migrate(url)).toEqual(['views'])
  })

  test('refuses a database with a failed migration, and says how to mend it', async () => {
    await query(url, "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('failed', 'x', '20000101000000_failed')")
    await expect(migrate(url)).rejects.toThrow('P3009: migration 20000101000000_failed failed earlier')
    await query(url, "DELETE FROM _prisma_migrations WHERE id = 'failed'")
  })

  test('names the variable when the server is not there', async () => {
    await expect(migrate('postgresql://nobody:x@127.0.0.1:1/none')).rejects.toThrow(/^DATABASE_URL: cannot use 127\.0\.0\.1:1/)
  })
})

describe('the schema engine without downloads', () => {
  const [ours, prismas] = [fresh(), fresh()]
  beforeAll(async () => {
    await migrate(ours)
  })
  afterAll(async () => {
    await drop(ours)
    await drop(prismas)
  })

  test('sees a database that migrate made as up to date', () => {
    expect(prisma(ours, 'migrate', 'status')).toMatchObject({ status: 0, output: expect.stringContaining('up to date') as string })
  })

  test('makes the same schema by itself, which migrate then only completes with views', async () => {
    expect(prisma(prismas, 'migrate', 'deploy')).toMatchObject({ status: 0 })
    expect(await migrate(prismas)).toEqual(['views'])
  })

  test('tells a database that drifted from one that did not', async () => {
    const diff = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-config-datasource', '--exit-code']
    expect(prisma(ours, ...diff)).toMatchObject({ status: 0 })
    await query(ours, 'CREATE TABLE drifted (id int PRIMARY KEY)')
    expect(prisma(ours, ...diff)).toMatchObject({ status: 2, output: expect.stringContaining('drifted') as string })
    expect(await query(ours, "SELECT datname FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow%'")).toEqual([])
  })
})
