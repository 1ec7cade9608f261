import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { folderBytes } from './folder-bytes'

const folder = mkdtempSync(join(tmpdir(), 'folder-bytes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As a look that took too long and was ended. */
const late = async () => ({ code: 127, output: 'Command failed: du' })

it('says what a folder\'s files take, and as much again when it cannot be looked through in time', async () => {
  const bytes = 3 << 20
  writeFileSync(join(folder, 'x'), Buffer.alloc(bytes, 1))
  const found = await folderBytes(folder)
  expect(found).toBeGreaterThanOrEqual(bytes)
  expect(await folderBytes(folder, late)).toBe(found)
})

it('counts a folder that is gone as nothing', async () => {
  const gone = join(folder, 'gone')
  expect([await folderBytes(gone), await folderBytes(gone, late)]).toEqual([0, 0])
})
