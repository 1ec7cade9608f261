import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isStoredBesideSocket } from './socket-folder'

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'matrix-beside-')) })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('lets a few small files be, and an absent folder', async () => {
  for (const name of ['s', 'lock']) writeFileSync(join(folder, name), 'x')
  expect(await isStoredBesideSocket(folder)).toBe(false)
  expect(await isStoredBesideSocket(join(folder, 'absent'))).toBe(false)
})

it.each([
  ['bytes', () => writeFileSync(join(folder, 'x'), Buffer.alloc(2 ** 21, 7))], ['folders', () => mkdirSync(join(folder, 'x'))],
  ['files', () => { for (let i = 0; i < 20; i++) writeFileSync(join(folder, String(i)), '') }],
])('sees too many %s', async (_what, fill) => {
  fill()
  expect(await isStoredBesideSocket(folder)).toBe(true)
})
