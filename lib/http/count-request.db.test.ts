import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { env } from '@/lib/env'
import { newId } from '@/lib/kernel/id'
import { closeLimiter } from '@/lib/providers/limits/configured'
import { Limiter } from '@/lib/providers/limits/limiter'
import { testIp } from '@/lib/testing/people'
import { apiContext } from './api-context'
import { addressOf, countRequest } from './count-request'

const held = globalThis as { matrixLimiter?: Limiter }
afterEach(closeLimiter)
afterAll(closePool)

const refusals = (results: PromiseSettledResult<unknown>[]) => results.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code: string; retryAfterSeconds?: number }] : []))
const many = env().API_REQUESTS_PER_MINUTE + 200

describe('a caller of the management API', () => {
  it('gets a minute of requests at once, is then told when to come again, and takes nothing from others', async () => {
    const [one, other] = [newId('ses'), newId('ses')]
    const refused = refusals(await Promise.allSettled(Array.from({ length: many }, () => countRequest(one, 'GET'))))
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.length).toBeLessThanOrEqual(200)
    for (const { code, retryAfterSeconds } of refused) expect([code, (retryAfterSeconds ?? 0) >= 1]).toEqual(['rate_limited', true])
    await countRequest(other, 'POST')
  })

  it('with keys that nobody knows is counted by its address', async () => {
    const facts = { requestId: newId('req'), locale: 'en' as const, ip: testIp() }
    const ask = () => apiContext(new Request('http://localhost/api/keys', { headers: { authorization: 'Bearer sk_unknown' } }), { name: 'keys.list', scope: 'client' }, facts)
    await expect(ask()).rejects.toMatchObject({ code: 'unauthenticated' })
    // Some come back every second: all are used up again until nobody was in between.
    await expect.poll(async () => {
      await Promise.allSettled(Array.from({ length: many }, () => countRequest(addressOf(facts), 'GET')))
      return refusals(await Promise.allSettled(Array.from({ length: 20 }, ask))).map(({ code }) => code)
    }).toContain('rate_limited')
  })
})

it('goes on reading where nothing can be counted, and does not act', async () => {
  held.matrixLimiter = new Limiter({ name: 'redis', run: () => Promise.reject(new Error('no store')), close: async () => undefined })
  await expect(countRequest(newId('ses'), 'GET')).resolves.toBeUndefined()
  await expect(countRequest(newId('ses'), 'POST')).rejects.toMatchObject({ code: 'unavailable' })
})
