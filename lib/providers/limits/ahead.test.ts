import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Limiter } from './limiter'
import type { LimitBatch, LimitRule, LimitStore } from './types'

// What goes back by itself with time must not while a test counts.
beforeEach(() => { vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }) })
afterEach(() => { vi.useRealTimers() })

const hour: LimitRule = { kind: 'window', key: 'a', limit: 100_000, cost: 1, periodSeconds: 3_600 }
const slots: LimitRule = { kind: 'slots', key: 'b', limit: 10_000, cost: 1 }
const minute: LimitRule = { kind: 'rate', key: 'c', limit: 100_000, cost: 1, periodSeconds: 60 }
const rules = [hour, slots, minute]
const nowMicros = 500_000 * 3_600_000_000 + 1_000_000

/** A store that always has room, and what it was asked. */
function roomyStore(): LimitStore & { batches: LimitBatch[] } {
  const batches: LimitBatch[] = []
  return {
    name: 'postgres', batches, close: async () => undefined,
    run: async (batch) => {
      batches.push(batch)
      return { nowMicros, fits: batch.groups.flatMap((group) => group.map(() => true)), levels: batch.groups.flatMap((group) => group.map(() => 1)) }
    },
  }
}

/** A process that has taken units ahead; its clock stands still. */
async function busyLimiter() {
  const [store, clock] = [roomyStore(), { ms: 0 }]
  const limiter = new Limiter(store, 900_000, () => clock.ms)
  let here = 0
  for (let round = 0; round < 60; round++, clock.ms += 10) {
    const ahead = Array.from({ length: 8 }, () => limiter.takeAhead(rules)).filter((one) => one !== undefined)
    here += ahead.length
    for (const { lease } of [...ahead, ...await limiter.takeNow(Array.from({ length: 8 - ahead.length }, () => rules))]) limiter.giveBack(lease, 0)
  }
  expect(here).toBeGreaterThan(50)
  while (!limiter.takeAhead(rules)) {
    clock.ms += 10
    for (const { lease } of await limiter.takeNow(Array.from({ length: 8 }, () => rules))) limiter.giveBack(lease, 0)
  }
  return { store, limiter, clock }
}

it('is handed out no more once nobody knows what the store did, and goes back from whom it was taken', async () => {
  const { store, limiter } = await busyLimiter()
  const { batch: { holder }, failed } = limiter.begin([rules])
  failed(false)
  expect(limiter.takeAhead(rules)).toBe(undefined)
  await limiter.settled()
  const back = store.batches.flatMap(({ cells }) => cells).filter(({ returned }) => returned > 0)
  expect([back.some(({ key, returnedFrom }) => key === 'a' && returnedFrom === String(500_000 * 3_600_000_000)), back.some(({ key, returnedFrom }) => key === 'b' && returnedFrom === holder)]).toEqual([true, true])
  expect(limiter.begin([rules]).batch.holder).not.toBe(holder)
  await limiter.close()
})

it('goes back where it was handed out for nothing, but for a minute\'s requests: they have drained since', async () => {
  const { store, limiter } = await busyLimiter()
  const taken = limiter.takeAhead(rules)
  const before = store.batches.length
  if (taken) limiter.undo(taken.lease)
  await limiter.settled()
  const back = (key: string): number => store.batches.slice(before).flatMap(({ cells }) => cells).reduce((sum, cell) => sum + (cell.key === key ? cell.returned : 0), 0)
  expect([taken?.ok, back('a') > 0, back('c')]).toEqual([true, true, 0])
  await limiter.close()
})

it('is handed out on where the store certainly did nothing', async () => {
  const { limiter } = await busyLimiter()
  limiter.begin([rules]).failed(true)
  expect(limiter.takeAhead(rules)?.ok).toBe(true)
  await limiter.close()
})

it('keeps slots alive that wait for the next request', async () => {
  const { store, limiter, clock } = await busyLimiter()
  clock.ms += 5_000
  limiter.renew()
  await limiter.settled()
  expect(store.batches.at(-1)?.renewed.map(({ key }) => key)).toEqual(['b'])
  await limiter.close()
})

it('are renewed at once where the statement that was to do it did nothing', async () => {
  const { store, limiter } = await busyLimiter()
  limiter.renew()
  const { batch, failed } = limiter.begin([])
  failed(true)
  await limiter.settled()
  expect([batch, store.batches.at(-1)].map((one) => one?.renewed.map(({ key }) => key))).toEqual([['b'], ['b']])
  await limiter.close()
})

it('is forgotten by a process that stood still until the store may have let go of its slots: it goes on under another name', async () => {
  const { store, limiter, clock } = await busyLimiter()
  clock.ms += 10_000
  limiter.renew()
  await limiter.settled()
  const { holder } = limiter.begin([]).batch
  clock.ms += 30_000
  limiter.renew()
  await limiter.settled()
  expect([limiter.begin([]).batch.holder === holder, store.batches.slice(-1).flatMap(({ renewed, cells }) => [renewed.length, ...cells.map(({ returnedFrom }) => returnedFrom)])]).toEqual([false, [1, String(500_000 * 3_600_000_000), holder]])
  await limiter.close()
})

it('leaves a limit that was lowered a moment ago as whoever asks knows it', async () => {
  const { limiter } = await busyLimiter()
  const { batch } = limiter.begin([[{ ...hour, limit: 10 }]])
  expect(batch.groups).toHaveLength(2) // the old limit's units are asked for ahead, too
  expect(batch.cells.find(({ key }) => key === 'a')?.size).toBe(10)
  await limiter.close()
})
