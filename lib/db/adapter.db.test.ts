import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { statementNames } from './adapter'
import { platformDb } from './platform-db'
import { closePool } from './pool'
import { inTransaction } from './transaction'

const warnings: string[] = []
const hear = (warning: Error) => void warnings.push(warning.message)

beforeEach(() => void process.on('warning', hear))
afterEach(() => void process.off('warning', hear))
afterAll(closePool)

it('lets the statements of one transaction queue, whoever starts several at once', async () => {
  const answers = await inTransaction(platformDb, (db) => Promise.all([1, 2, 3].map((n) => db.$queryRaw<{ n: number }[]>`SELECT ${n}::int AS n`)))
  await new Promise(setImmediate)
  expect(answers.flat().map(({ n }) => n)).toEqual([1, 2, 3])
  expect(warnings.filter((text) => text.includes('already executing'))).toEqual([])
})

it('does not stand still behind a statement that failed', async () => {
  const work = inTransaction(platformDb, async (db) => (await Promise.allSettled([db.$queryRaw`SELECT 1 / 0`, db.$queryRaw`SELECT 1`])).map(({ status }) => status))
  expect(await work.catch(() => ['rejected'])).toContain('rejected')
  expect(await platformDb.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }])
})

it('prepares a text that comes again under a name of its own, and no more than it has room for', () => {
  const nameOf = statementNames()
  const ask = (sql: string, times: number) => Array.from({ length: times }, () => nameOf({ sql }))
  const [, , a] = ask('A', 3)
  expect([a, ...ask('A', 2)]).toEqual([expect.stringMatching(/^m_[0-9a-f]{40}$/), a, a])
  expect(ask('B', 3)).toEqual(['', '', expect.not.stringMatching(a ?? '')])
  const names = Array.from({ length: 1_000 }, (_, i) => ask(`many ${i}`, 3)[2])
  expect(new Set(names.filter(Boolean)).size).toBe(298)
  expect(nameOf({ sql: 'A' })).toBe(a)
  const another = statementNames()
  expect(Array.from({ length: 3 }, () => another({ sql: 'A' }))[2]).toBe(a)
})
