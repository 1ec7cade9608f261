import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMeteredClient } from '@/lib/testing/metered-client'
import { root } from '@/lib/testing/vitest.shared'
import { createKey, renewKey, revokeKey, updateKey } from '.'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keys-'))
const children: ChildProcess[] = []

/** Another process of the product, which answers line by line whether it would let a secret in. */
function startProcess(): (secret: string, ip?: string) => Promise<string> {
  const child = spawn(process.execPath, [path.join(folder, 'check.mjs')], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, LOG_LEVEL: 'warn' } })
  children.push(child)
  const answers = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async (secret, ip = '192.0.2.1') => {
    child.stdin.write(`${secret} ${ip}\n`)
    return (await answers.next()).value ?? 'no answer'
  }
}

beforeAll(async () => {
  const { bundleOptions } = await import('../../../scripts/lib/bundle.mjs')
  const esbuild = await import('esbuild')
  await esbuild.build({ ...bundleOptions({ check: 'lib/testing/key-check-process.ts' }, folder), outExtension: { '.js': '.mjs' } })
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
})

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  fs.rmSync(folder, { recursive: true, force: true })
})

it('what is decided about a key in one process holds from the next request in every other', async () => {
  const { ctx } = await createMeteredClient({ upstreams: [] })
  const [one, two] = [startProcess(), startProcess()]
  const both = async (secret: string, ip?: string): Promise<string[]> => [await one(secret, ip), await two(secret, ip)]
  const made = await createKey(ctx, { name: 'Everywhere' })
  expect(await both(made.secret)).toEqual(['ok', 'ok'])
  await updateKey(ctx, { id: made.id, allowedIps: ['10.0.0.0/8'] })
  expect(await both(made.secret)).toEqual(['ip_not_allowed', 'ip_not_allowed'])
  expect(await both(made.secret, '10.1.1.1')).toEqual(['ok', 'ok'])
  const renewed = await renewKey(ctx, { id: made.id, graceSeconds: 0 })
  expect(await both(made.secret, '10.1.1.1')).toEqual(['unauthenticated', 'unauthenticated'])
  expect(await both(renewed.secret, '10.1.1.1')).toEqual(['ok', 'ok'])
  await revokeKey(ctx, { id: made.id })
  expect(await both(renewed.secret, '10.1.1.1')).toEqual(['unauthenticated', 'unauthenticated'])
})
