import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from './testing/vitest.shared'

let folder = ''

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'log-'))
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  await build({ entryPoints: [path.join(root, 'lib/log.ts')], outfile: path.join(folder, 'log.mjs'), bundle: true, platform: 'node', format: 'esm', packages: 'external', alias: { '@': root } })
})

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** What really comes out of a process that logs this way. */
function printed(code: string): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `import { log, requestLog } from ${JSON.stringify(path.join(folder, 'log.mjs'))}\n${code}`], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.trim().split('\n')
}

it('a record is one line of JSON with level and UTC time, whatever line breaks and escapes a value holds', () => {
  const lines = printed('log.info({ requestId: "req_1", path: "/a\\r\\n{\\"level\\":\\"error\\"}\\u001b[2J" }, "first\\nsecond")')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', msg: 'first\nsecond', requestId: 'req_1', time: expect.stringMatching(/Z$/) })
  expect(lines[0]).not.toContain('\u001b')
})

it('passwords, cookies, tokens and keys do not get in, by name or by shape', () => {
  const canary = 'CANARY'
  const text = printed(`
    log.info({ password: '${canary}', headers: { authorization: 'Bearer ${canary}', cookie: 'session=${canary}' }, body: { user: { token: '${canary}' } } }, 'by name')
    log.info('key mk_live_${canary} and Bearer ${canary} and https://x.test/verify-email?token=${canary}')
    requestLog.info({ token: "${canary}", authorization: "Bearer ${canary}" }, "of a request")
    log.error({ err: new Error('cannot reach postgresql://matrix:${canary}@db.test/x for mk_live_${canary}') }, 'failed')
  `).join('\n')
  expect(text).toContain('[masked]')
  expect(text).not.toContain(canary)
})
