import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { startGateways } from '@/lib/testing/gateway-processes'
import { answersOf, statusCounts } from '@/lib/testing/many-requests'
import { books, createMeteredClient } from '@/lib/testing/metered-client'
import { startRedis, type TestRedis } from '@/lib/testing/redis-server'

let upstream: FakeUpstream
let redis: TestRedis
beforeAll(async () => { [upstream, redis] = await Promise.all([startFakeUpstream(), startRedis()]) })
afterAll(() => Promise.all([upstream.close(), redis.stop()]))

const metered = () => ({ upstreams: [upstream.baseUrl], walletPicos: 10n ** 16n })
const together = 1_000

/** How many UTC hours an interval touches: a limit of the hour counts anew in each, and so does one of the day at midnight. */
const hoursOf = (from: number, to: number): number => Math.floor(to / 3_600_000) - Math.floor(from / 3_600_000) + 1

describe.each([['postgres', () => ({})], ['redis', () => ({ REDIS_URL: redis.url })]] as [string, () => Record<string, string>][])('limits counted in %s, four processes, 1,000 requests at once', (_store, env) => {
  it('admit none above the limit and at least 99 % of it: a day, a minute, a number at the same time', async () => {
    const gateways = await startGateways(4, env())
    try {
      for (const [name, limit] of [['requestsPerDay', 500], ['requestsPerHour', 777], ['requestsPerMinute', 600]] as const) {
        const client = await createMeteredClient({ ...metered(), key: { [name]: limit } })
        const started = Date.now()
        const counts = statusCounts(await answersOf(gateways.all, client, together))
        const seconds = (Date.now() - started) / 1000
        const most = name === 'requestsPerMinute' ? Math.floor(limit * (1 + seconds / 60)) : limit * hoursOf(started, Date.now())
        console.log(`${_store}: ${name} ${limit}: ${JSON.stringify(counts)} of ${together} in ${seconds.toFixed(1)} s, at most ${most}`)
        expect(counts[200]).toBeLessThanOrEqual(most)
        expect(counts[200]).toBeGreaterThanOrEqual(limit * 0.99)
        expect((counts[200] ?? 0) + (counts[429] ?? 0)).toBe(together)
        expect((await books(client)).events).toHaveLength(counts[200] ?? 0)
      }
      const client = await createMeteredClient({ ...metered(), upstreamTimeoutMs: 120_000, key: { concurrentRequests: 100 } })
      // The model server answers none before every request is with it or refused, so what is admitted runs at the same time.
      let open = (): void => undefined
      upstream.script = { gate: new Promise((resolve) => { open = resolve }) }
      const [before, answered] = [upstream.bodies.length, { count: 0 }]
      const asking = answersOf(gateways.all, client, together, { stream: true }, () => { answered.count += 1 })
      await expect.poll(() => answered.count + upstream.bodies.length - before, { timeout: 100_000, interval: 20 }).toBeGreaterThanOrEqual(together)
      open()
      expect(statusCounts(await asking)).toEqual({ 200: 100, 429: 900 })
    } finally {
      upstream.script = {}
      await gateways.stop()
    }
  })
})
