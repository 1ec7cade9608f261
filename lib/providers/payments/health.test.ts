import { expect, test } from 'vitest'
import { FixedClock, seconds } from '@/lib/kernel/clock'
import { healthOf } from './health'
import type { PaymentProvider } from './types'

function provider(health: () => Promise<{ ok: boolean; reason?: string }>): { one: PaymentProvider; asked: () => number } {
  let count = 0
  const one = { id: 'stripe', health: () => { count += 1; return health() } } as unknown as PaymentProvider
  return { one, asked: () => count }
}
const clock = () => new FixedClock(new Date('2026-05-01T00:00:00Z'))

test('a provider is asked once for all who ask at the same time, and again when its answer is old', async () => {
  const { one, asked } = provider(async () => ({ ok: true }))
  const time = clock()
  expect((await Promise.all(Array.from({ length: 5 }, () => healthOf(one, time)))).every(({ ok }) => ok)).toBe(true)
  expect(asked()).toBe(1)
  time.advance(seconds(59))
  await healthOf(one, time)
  expect(asked()).toBe(1)
  time.advance(seconds(2))
  await healthOf(one, time)
  expect(asked()).toBe(2)
})

test('one that fails is down with its reason, and asked again sooner', async () => {
  let isUp = false
  const { one } = provider(async () => { if (!isUp) throw new Error('no route'); return { ok: true } })
  const time = clock()
  expect(await healthOf(one, time)).toMatchObject({ ok: false, reason: 'no route' })
  isUp = true
  time.advance(seconds(16))
  expect(await healthOf(one, time)).toMatchObject({ ok: true })
})

test('one that never answers holds nobody up', async () => {
  const { one, asked } = provider(() => new Promise(() => undefined))
  const time = clock()
  expect(await healthOf(one, time)).toMatchObject({ ok: false })
  expect(await healthOf(one, time)).toMatchObject({ ok: false })
  expect(asked()).toBe(1)
})
