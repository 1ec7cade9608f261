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

const [limit, asked, together] = [10_000, 13_000, 130]
const dayMs = 86_400_000

describe.each([['postgres', () => ({})], ['redis', () => ({ REDIS_URL: redis.url })]] as [string, () => Record<string, string>][])('large limits counted in %s, four processes, 13,000 requests', (store, env) => {
  it('admit none above the limit and at least 99 % of it, while units are taken ahead: a day, a minute', async () => {
    const gateways = await startGateways(4, env())
    try {
      for (const name of ['requestsPerDay', 'requestsPerMinute'] as const) {
        const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: 10n ** 16n, key: { [name]: limit } })
        const started = Date.now()
        const counts: Record<number, number> = {}
        for (let sent = 0; sent < asked; sent += together) {
          for (const [status, count] of Object.entries(statusCounts(await answersOf(gateways.all, client, together)))) counts[Number(status)] = (counts[Number(status)] ?? 0) + count
        }
        const seconds = (Date.now() - started) / 1000
        const days = Math.floor(Date.now() / dayMs) - Math.floor(started / dayMs) + 1
        const most = name === 'requestsPerMinute' ? Math.floor(limit * (1 + seconds / 60)) : limit * days
        console.log(`${store}: ${name} ${limit}: ${JSON.stringify(counts)} of ${asked} in ${seconds.toFixed(1)} s, at most ${most}`)
        expect(counts[200]).toBeLessThanOrEqual(most)
        expect(counts[200]).toBeGreaterThanOrEqual(limit * 0.99)
        expect((counts[200] ?? 0) + (counts[429] ?? 0)).toBe(asked)
        expect((await books(client)).events).toHaveLength(counts[200] ?? 0)
      }
    } finally {
      await gateways.stop()
    }
  })
})
