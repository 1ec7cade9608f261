import { readFileSync, rmSync } from 'node:fs'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { postgres } from './postgres.mjs'

const name = `postgres-test-${process.pid}`
const server = postgres(name)

afterAll(async () => {
  await server.stop()
  for (const file of [name, `${name}.port`, `${name}.log`]) rmSync(`.data/${file}`, { recursive: true, force: true })
})

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

test('the embedded database keeps what it committed when its server is killed, and is durable by default', async () => {
  const urls = await Promise.all([server.start('postgres'), server.start('postgres')])
  expect(urls[0]).toBe(urls[1])
  const url = urls[0]
  const settings = await query(url, "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting <> 'on'")
  expect(settings).toEqual([])

  await query(url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n')
  process.kill(Number(readFileSync(`.data/${name}/postmaster.pid`, 'utf8').split('\n')[0]), 'SIGKILL')
  await vi.waitFor(() => expect(server.isRunning()).toBe(false), { timeout: 60_000 })
  await server.start('postgres')
  expect(await query(url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 1000 }])
})

test('it sorts by code point and lower-cases Arabic and Latin text the same everywhere', async () => {
  const url = await server.start('postgres')
  const [row] = await query(url, "SELECT datlocprovider AS provider, datlocale AS locale, pg_encoding_to_char(encoding) AS encoding, lower('ÉCOLE') AS lower, length('سلام') AS length FROM pg_database WHERE datname = 'postgres'")
  expect(row).toEqual({ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8', lower: 'école', length: 4 })
})
