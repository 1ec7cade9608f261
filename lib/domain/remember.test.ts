import { expect, it } from 'vitest'
import { ask, memory } from './remember'

it('reads a key once, also for those who ask while it is read', async () => {
  let reads = 0
  const remember = memory()
  const read = async () => ++reads
  expect(await Promise.all([remember('a', read), remember('a', read)])).toEqual([1, 1])
  expect([await remember('a', read), await remember('b', read)]).toEqual([1, 2])
  expect([await ask('a', read), await ask('a', read)]).toEqual([3, 4])
})

it('forgets what could not be read', async () => {
  const remember = memory()
  await expect(remember('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect(await remember('a', async () => 1)).toBe(1)
})
