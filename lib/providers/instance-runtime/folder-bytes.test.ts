import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { folderBytes } from './folder-bytes'
import type { CommandResult, runCommand } from './run-command'

const folder = mkdtempSync(join(tmpdir(), 'folder-bytes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const patienceMs = 600_000
const late: CommandResult = { code: 127, output: 'Command failed: du' }

/** Looks that end when the test says so, with the time each was given. */
function scripted() {
  const [given, ends]: [number[], ((result: CommandResult) => void)[]] = [[], []]
  const run: typeof runCommand = (_, __, { timeoutMs = 0 } = {}) => {
    given.push(timeoutMs)
    return new Promise((resolve) => { ends.push(resolve) })
  }
  return { run, given, end: (result: CommandResult) => ends.shift()?.(result) }
}

it('says what a folder\'s files take, and as much again when it cannot be looked through in time', async () => {
  const bytes = 3 << 20
  writeFileSync(join(folder, 'x'), Buffer.alloc(bytes, 1))
  const found = await folderBytes(folder, { patienceMs })
  expect(found).toBeGreaterThanOrEqual(bytes)
  expect(await folderBytes(folder, { patienceMs, run: async () => late })).toBe(found)
})

it('does not know what was never looked through, keeps nobody waiting, and takes more time for each further look', async () => {
  const { run, given, end } = scripted()
  const ask = (patience: number) => folderBytes(join(folder, 'x'), { run, patienceMs: patience })
  expect([await ask(0), await ask(0)]).toEqual([null, null])
  expect(given).toEqual([60_000])
  const first = ask(patienceMs)
  end(late)
  expect(await first).toBeNull()
  const second = ask(patienceMs)
  end({ code: 0, output: '4096\tx' })
  expect(await second).toBe(4096)
  expect(await ask(0)).toBe(4096)
  expect(given).toEqual([60_000, 120_000, 120_000])
  end(late)
})

it('counts a folder that is gone as nothing', async () => {
  const gone = join(folder, 'gone')
  expect([await folderBytes(gone, { patienceMs }), await folderBytes(gone, { patienceMs, run: async () => late })]).toEqual([0, 0])
})
