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

const walletPicos = 10n ** 16n

describe.each([['postgres', () => ({})], ['redis', () => ({ REDIS_URL: redis.url })]] as [string, () => Record<string, string>][])('limits counted in %s, four processes, 1,000 requests at once', (_store, env) => {
  it('admit none above the limit and at least 99 % of it: a day, a minute, a number at the same time', async () => {
    const gateways = await startGateways(4, env())
    try {
      for (const [name, limit] of [['requestsPerDay', 500], ['requestsPerHour', 777], ['requestsPerMinute', 600]] as const) {
        const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, key: { [name]: limit } })
        const started = performance.now()
        const counts = statusCounts(await answersOf(gateways.all, client, 1_000))
        const seconds = (performance.now() - started) / 1000
        const most = name === 'requestsPerMinute' ? Math.floor(limit * (1 + seconds / 60)) : limit
        console.log(`${_store}: ${name} ${limit}: admitted ${counts[200]} of 1000 in ${seconds.toFixed(1)} s, at most ${most}`)
        expect(counts[200]).toBeLessThanOrEqual(most)
        expect(counts[200]).toBeGreaterThanOrEqual(limit * 0.99)
        expect((counts[200] ?? 0) + (counts[429] ?? 0)).toBe(1_000)
        expect((await books(client)).events).toHaveLength(counts[200] ?? 0)
      }
      upstream.script = { pieces: ['a', 'b'], pieceDelayMs: 15_000 }
      const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos, key: { concurrentRequests: 100 } })
      // Every stream outlasts the asking, so what is admitted runs at the same time.
      expect(statusCounts(await answersOf(gateways.all, client, 1_000, { stream: true }))).toEqual({ 200: 100, 429: 900 })
    } finally {
      upstream.script = {}
      await gateways.stop()
    }
  })
})
