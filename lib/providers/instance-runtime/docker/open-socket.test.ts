import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openSocket } from './open-socket'

const folder = mkdtempSync(join(tmpdir(), 'matrix-socket-'))
const server = createServer()
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const modeOf = (path: string): number => statSync(path).mode & 0o777

it('opens a socket to its group, and nothing that a link leads to or that is no socket', async () => {
  const [socket, other, file] = ['s', 'other', 'file'].map((name) => join(folder, name)) as [string, string, string]
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  chmodSync(socket, 0o700)
  writeFileSync(file, '', { mode: 0o600 })
  symlinkSync(socket, other)
  await openSocket(other)
  expect(modeOf(socket)).toBe(0o700)
  await openSocket(file)
  expect(modeOf(file)).toBe(0o600)
  await openSocket(socket)
  expect(modeOf(socket)).toBe(0o660)
  await openSocket(join(folder, 'nothing'))
})
