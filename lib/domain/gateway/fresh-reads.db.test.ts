import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { hotPool } from '@/lib/db/pool'
import { newId } from '@/lib/kernel/id'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { handleGateway, type GatewayAnswer } from '.'

let upstream: FakeUpstream
beforeAll(async () => { upstream = await startFakeUpstream() })
afterAll(() => upstream.close())

const open = (over: Partial<Parameters<typeof createMeteredClient>[0]> = {}): Promise<Metered> => createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: 10n ** 15n, ...over })

const call = (client: Metered, fields: object = {}): Promise<GatewayAnswer> => handleGateway({
  method: 'POST', path: '/chat/completions', authorization: `Bearer ${client.secret}`, ip: '127.0.0.1', requestId: newId('req'), locale: 'en', signal: new AbortController().signal,
  readBody: async () => JSON.stringify({ model: client.model, messages: [{ role: 'user', content: 'Hello' }], ...fields }),
})

/** Answers of three requests at once, so that some of them share their reads. */
const statuses = async (client: Metered): Promise<number[]> => (await Promise.all([call(client), call(client), call(client)])).map(({ status }) => status)

describe('a process that has met key, plan and model before', () => {
  it('bills the next request by a price that was changed a moment ago', async () => {
    const client = await open()
    await statuses(client)
    const [{ id: modelId }, now] = [await platformDb.model.findUniqueOrThrow({ where: { slug: client.model } }), new Date()]
    await platformDb.modelPrice.updateMany({ where: { modelId }, data: { effectiveTo: now } })
    await platformDb.modelPrice.create({ data: { id: newId('prc'), modelId, currency: 'USD', inputMicrosPerMillion: 2_000_000n, cachedInputMicrosPerMillion: 0n, outputMicrosPerMillion: 600_000n, effectiveFrom: now, createdAt: now } })
    await call(client)
    expect((await books(client)).events.at(-1)?.costPicos).toBe(11_200_000n) // 5 × 2.00 + 2 × 0.60 a million
  })

  it('holds by a model\'s new size, and gives back what it took by the old one', async () => {
    const client = await open({ tokensPerMinute: 2_000, plan: { concurrentRequests: 1 } })
    await call(client)
    await platformDb.model.update({ where: { slug: client.model }, data: { maxOutputTokens: 40 } })
    expect((await call(client)).status).toBe(200)
    expect(upstream.bodies.at(-1)).toMatchObject({ max_tokens: 40 })
    const { status, headers } = await call(client) // the one place at a time is free again
    expect(status).toBe(200)
    expect(Number(headers['x-ratelimit-remaining-tokens'])).toBeGreaterThan(1_500)
  })
})

it('has its statements planned once a connection, whatever they are asked with', async () => {
  const client = await open()
  for (let i = 0; i < 4; i++) await statuses(client)
  const { rows: [row] } = await hotPool().query<{ mode: string; custom: number }>(`SELECT current_setting('plan_cache_mode') AS mode, (SELECT coalesce(sum(custom_plans), 0)::int FROM pg_prepared_statements) AS custom`)
  expect(row).toEqual({ mode: 'force_generic_plan', custom: 0 })
})
