import { expect, it } from 'vitest'
import { fewAtOnce } from './few-at-once'

it('runs so many at once and never more, in order, also where some fail', async () => {
  const [turn, begun, ends]: [ReturnType<typeof fewAtOnce>, number[], ((isFailed: boolean) => void)[]] = [fewAtOnce(2), [], []]
  const all = Array.from({ length: 5 }, (_, i) => turn(() => {
    begun.push(i)
    return new Promise<number>((done, failed) => { ends[i] = (isFailed) => (isFailed ? failed(new Error('broken')) : done(i)) })
  }).catch(() => -1))
  for (const [i, isFailed] of [true, false, true, false, false].entries()) {
    await expect.poll(() => begun).toEqual(Array.from({ length: Math.min(5, i + 2) }, (_, n) => n))
    ends[i]?.(isFailed)
    await all[i]
  }
  expect(await Promise.all(all)).toEqual([-1, 1, -1, 3, 4])
})
