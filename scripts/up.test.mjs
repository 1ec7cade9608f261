import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietly } from './lib/install.mjs'
import { tryLock } from './lib/lock.mjs'
import { programOf } from './run.mjs'

// A clone in which nothing was ever installed: only the start itself.
const clone = mkdtempSync(join(tmpdir(), 'matrix-clone-'))
const bare = { PATH: process.env.PATH, HOME: process.env.HOME }

beforeAll(() => {
  cpSync('scripts', join(clone, 'scripts'), { recursive: true })
  writeFileSync(join(clone, 'package.json'), '{"type":"module"}')
  // Whatever a case lets through must end here, before it would install anything.
  mkdirSync(join(clone, 'bin'))
  writeFileSync(join(clone, 'bin', 'npm'), '#!/bin/sh\nexit 9\n', { mode: 0o755 })
})
afterAll(() => rmSync(clone, { recursive: true, force: true }))

function up(env) {
  const path = `${join(clone, 'bin')}:${process.env.PATH}`
  return quietly(process.execPath, ['scripts/up.mjs'], { cwd: clone, env: { ...bare, ...env, PATH: path } })
}

describe('npm run up, before anything is installed', () => {
  test.each([
    [{ PORT: 'abc' }, 'error: PORT: must be a whole number from 1 to 65535\n'],
    [{ PORT: '70000' }, 'error: PORT: must be a whole number from 1 to 65535\n'],
    [{ PUBLIC_ORIGIN: 'ai.example.com' }, 'error: PUBLIC_ORIGIN: must be an origin like https://ai.example.com\n'],
    [{ DATABASE_URL: 'mysql://x/y' }, 'error: DATABASE_URL: must be a URL like postgresql://user:password@host:5432/database\n'],
  ])('refuses %j in one line', async (env, line) => {
    expect(await up(env)).toEqual({ status: 1, output: line })
  })

  test('refuses a port that is taken', async () => {
    const server = createServer().listen(0)
    await once(server, 'listening')
    const { port } = server.address()
    expect(await up({ PORT: String(port) })).toEqual({ status: 1, output: `error: PORT: ${port} is already in use (or not allowed for this account)\n` })
    server.close()
  })

  test('refuses to start twice in one checkout', async () => {
    const release = tryLock(join(clone, '.data', 'up.lock'))
    const { status, output } = await up({})
    release()
    expect([status, output.trim().split('\n')]).toEqual([1, [expect.stringContaining('another `npm run up`')]])
  })

  test('reads .env, which the shell overrules', async () => {
    writeFileSync(join(clone, '.env'), 'PORT=from-the-file\n')
    expect((await up({})).output).toContain('PORT: must be')
    expect((await up({ PORT: '65000' })).output).toContain('npm ci failed')
    rmSync(join(clone, '.env'))
  })

  test('keeps its secrets to itself', () => {
    expect(existsSync(join(clone, '.data', 'secrets.json'))).toBe(true)
    expect(statSync(join(clone, '.data', 'secrets.json')).mode & 0o777).toBe(0o600)
  })
})

describe('the whole configuration, before anything is started', () => {
  const complete = { ...bare, DATABASE_URL: 'postgresql://127.0.0.1/x', AUTH_SECRET: 'a'.repeat(32), MASTER_KEY: Buffer.alloc(32).toString('base64') }

  test.each([
    [{}, 0, ''],
    [{ BILLING_MODE: 'free' }, 1, 'BILLING_MODE'],
    [{ BILLING_MODE: 'live', ALLOW_SANDBOX_PAYMENTS: 'http://localhost:3000' }, 1, 'ALLOW_SANDBOX_PAYMENTS'],
    [{ PUBLIC_ORIGIN: 'https://ai.example.com' }, 1, 'PUBLIC_ORIGIN'],
    [{ STRIPE_SECRET_KEY: 'sk_live_1' }, 1, 'STRIPE_SECRET_KEY'],
    [{ MASTER_KEY: '' }, 1, 'MASTER_KEY: missing'],
  ])('%j ends with status %i', async (env, status, word) => {
    const program = await programOf('scripts/check-env.ts')
    const result = await quietly(process.execPath, [program], { env: { ...complete, ...env } })
    expect(result.status).toBe(status)
    expect(result.output).toContain(word)
    expect(result.output.trim().split('\n')).toHaveLength(1)
  })
})
