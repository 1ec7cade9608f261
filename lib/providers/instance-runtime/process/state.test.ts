import { mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { pathsOf } from './config'
import { quote } from './sandbox'
import { locked, lockedIfFree } from './state'
import { Uids } from './uids'

const folder = mkdtempSync(join(tmpdir(), 'matrix-state-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each([['', false], [' whose lock a dead process holds', true]])('does one thing at a time with an instance%s', async (_what, isHeld) => {
  const path = join(folder, `lock-a${isHeld}`)
  if (isHeld) symlinkSync(`${process.pid}:1:dead`, path)
  let inside = 0
  let most = 0
  await Promise.all(Array.from({ length: 8 }, () => locked(path, async () => {
    most = Math.max(most, ++inside)
    await sleep(3)
    inside--
  })))
  expect(most).toBe(1)
})

it('takes a dead process\'s lock over and leaves a living one\'s alone', async () => {
  const path = join(folder, 'lock-b')
  // The number of a process that lives, and the start of another one.
  symlinkSync(`${process.pid}:1:gone`, path)
  expect(await locked(path, async () => 'mine')).toBe('mine')
  await locked(path, async () => {
    const holder = readlinkSync(path)
    let done = false
    await lockedIfFree(path, async () => { done = true })
    expect([done, readlinkSync(path)]).toEqual([false, holder])
  })
})

it('gives every instance a user of its own, also when many ask at once, and the same one again', async () => {
  const uids = new Uids(join(folder, 'uids'), { first: 900, count: 20 })
  const ids = Array.from({ length: 20 }, (_, index) => `ins_${index}`)
  const given = await Promise.all(ids.map((id) => uids.of(id)))
  expect(new Set(given).size).toBe(20)
  expect(await uids.of('ins_7')).toBe(given[7])
  await expect(uids.of('one too many')).rejects.toMatchObject({ code: 'capacity' })
  await uids.release('ins_7')
  expect(await uids.of('another')).toBe(given[7])
})

it('keeps a socket\'s path short enough for the kernel, however long the data folder is', () => {
  const long = pathsOf({ dataDir: `/srv/${'deep/'.repeat(20)}`, installation: 'x' })
  expect(Buffer.byteLength(long.socket('i'.repeat(40)))).toBeLessThanOrEqual(107)
  expect(long.socket('a')).not.toBe(pathsOf({ dataDir: `/srv/${'deep/'.repeat(21)}`, installation: 'x' }).socket('a'))
  expect(pathsOf({ dataDir: '/data', installation: 'x' }).socket('ins_1')).toBe('/data/run/i/ins_1/s.sock')
})

it('quotes what a shell would take apart', () => {
  expect(quote('a\'b $HOME; `x`')).toBe(`'a'\\''b $HOME; \`x\`'`)
})
