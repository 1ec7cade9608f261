import { appendFileSync, existsSync, mkdirSync, mkdtempSync, openSync, closeSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { pathsOf } from './config'
import { readLog, rotateLog, type LogOptions } from './logs'

const dataDir = mkdtempSync(join(tmpdir(), 'matrix-logs-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const paths = pathsOf({ dataDir, installation: 'x' })
let id = ''
let next = 0
beforeEach(() => {
  id = `ins_${next++}`
  mkdirSync(paths.folder(id), { recursive: true })
})

async function read(options: LogOptions = {}) {
  const lines = []
  for await (const line of readLog(paths, id, options)) lines.push(line)
  return lines
}
const texts = async (options?: LogOptions) => (await read(options)).map(({ text }) => text)

it('reads whole lines, leaves an unfinished one for later, and goes on where a reader was', async () => {
  appendFileSync(paths.log(id), 'one\ntwo\nthr')
  const first = await read()
  expect(first.map(({ text }) => text)).toEqual(['one', 'two'])
  appendFileSync(paths.log(id), 'ee\n')
  expect(await texts({ after: first[1]?.offset ?? '' })).toEqual(['three'])
  expect(await texts({ tail: 1 })).toEqual(['three'])
  expect(await texts({ tail: 0 })).toEqual([])
})

it('goes on over a rotation, with the program writing to the same open file', async () => {
  const file = openSync(paths.log(id), 'a')
  writeSync(file, 'one\ntwo\n')
  const at = (await read())[0]?.offset ?? ''
  await rotateLog(paths, id, 1)
  writeSync(file, 'three\n')
  expect(await texts()).toEqual(['one', 'two', 'three'])
  expect(await texts({ after: at })).toEqual(['two', 'three'])
  for (const word of ['four', 'five']) {
    await rotateLog(paths, id, 1)
    writeSync(file, `${word}\n`)
  }
  closeSync(file)
  // Two files are kept besides the one being written.
  expect(await texts()).toEqual(['three', 'four', 'five'])
  expect(await texts({ after: at })).toEqual(['three', 'four', 'five'])
  expect(existsSync(join(paths.folder(id), 'log.0'))).toBe(false)
})

it('knows when a line was written, where it says so', async () => {
  appendFileSync(paths.log(id), '{"time":"2026-01-02T03:04:05.000Z","event":"x"}\nno time\n')
  expect((await read()).map(({ at }) => at?.toISOString() ?? null)).toEqual(['2026-01-02T03:04:05.000Z', null])
})

it('cuts a line without an end into pieces, and takes nonsense for a place', async () => {
  appendFileSync(paths.log(id), 'x'.repeat(300_000))
  expect((await texts()).join('').length).toBeGreaterThan(200_000)
  expect(await read({ after: 'nonsense' })).not.toEqual([])
  expect(await read({ after: '0:-9' })).not.toEqual([])
})

it('reads and keeps only the end of a log that was made enormous', async () => {
  writeFileSync(paths.log(id), '')
  truncateSync(paths.log(id), 8 * 2 ** 30)
  appendFileSync(paths.log(id), '\nlast\n')
  const end = await texts({ tail: 1 })
  expect(end).toEqual(['last'])
  await rotateLog(paths, id)
  expect(await texts({ tail: 1 })).toEqual(end)
  const { blocks } = statSync(join(paths.folder(id), 'log.0'))
  expect(blocks * 512).toBeLessThan(64 * 2 ** 20)
})

it('finds the last lines of many, in as many files as they are in, as a whole reading does', async () => {
  const words = (from: number, count: number) => Array.from({ length: count }, (_one, i) => `line ${from + i} ${'x'.repeat((from + i) % 97)}\n`).join('')
  appendFileSync(paths.log(id), words(0, 9_000))
  await rotateLog(paths, id, 1)
  appendFileSync(paths.log(id), words(9_000, 3_000))
  await rotateLog(paths, id, 1)
  appendFileSync(paths.log(id), words(12_000, 10_000))
  const all = await read()
  expect(all).toHaveLength(22_000)
  for (const tail of [1, 200, 9_999, 10_000, 10_001, 13_000, 21_999, 30_000]) expect(await read({ tail })).toEqual(all.slice(-tail))
})

it('has nothing to say of an instance that is not there', async () => {
  rmSync(paths.folder(id), { recursive: true })
  expect(await read()).toEqual([])
  expect(await read({ tail: 5 })).toEqual([])
})
