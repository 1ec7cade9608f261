import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { env } from '@/lib/env'
import { newId } from '@/lib/kernel/id'
import { closeLimiter } from '@/lib/providers/limits/configured'
import { Limiter } from '@/lib/providers/limits/limiter'
import { redisLimits } from '@/lib/providers/limits/redis'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { gatewayPost } from '@/lib/testing/gateway-call'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { patienceMs, startRedis, type TestRedis } from '@/lib/testing/redis-server'
import { readsOf, statementsOf, warm } from '@/lib/testing/warm-key'

const plenty = 10n ** 15n
let upstream: FakeUpstream
let other: FakeUpstream
let apart: pg.Client
beforeAll(async () => {
  [upstream, other] = await Promise.all([startFakeUpstream(), startFakeUpstream()])
  apart = new pg.Client({ connectionString: env().DATABASE_URL }) // whatever changes there is told to nobody here
  await apart.connect()
})
afterAll(async () => {
  await apart.end()
  await Promise.all([upstream.close(), other.close()])
})
beforeEach(awayFromHourEnd)
beforeEach(() => { upstream.script = {} })

const open = (over: Partial<Parameters<typeof createMeteredClient>[0]> = {}): Promise<Metered> => createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, ...over })

describe('a key that was met a moment ago', () => {
  it('is not read again: its hold asks whether what is known of it is still true', async () => {
    const client = await open()
    expect(await statementsOf(client)).toContain('fresh_read')
    await warm(client)
    await expectExactBooks(client, { wallet: plenty })
  })

  it('is known with each model it calls', async () => {
    const [client, second] = await Promise.all([open(), open()])
    await platformDb.planModel.create({ data: { planVersionId: (await platformDb.subscription.findFirstOrThrow({ where: { clientId: client.clientId } })).planVersionId, modelId: (await platformDb.model.findUniqueOrThrow({ where: { slug: second.model } })).id } })
    await expect.poll(async () => (await readsOf(client)) + (await readsOf(client, { model: second.model }))).toBe(0)
    const { events } = await books(client)
    for (const slug of [client.model, second.model]) expect(events.filter(({ modelSlug }) => modelSlug === slug).length).toBe(events.length / 2)
  })

  it('is read for what takes no hold, and for a call that may be answered from an earlier one', async () => {
    const client = await open()
    await warm(client)
    const key = newId('req')
    expect((await gatewayPost(client, {}, { idempotencyKey: key })).status).toBe(200)
    await warm(client)
    await apart.query('UPDATE "APIKey" SET "revokedAt" = now() WHERE "id" = $1', [client.keyId])
    expect((await gatewayPost(client, {}, { idempotencyKey: key })).status).toBe(401)
  })

  it('is refused for what it sends only if it is still a key', async () => {
    const client = await open()
    await warm(client)
    expect((await gatewayPost(client, { messages: 'none' })).status).toBe(400)
    await warm(client)
    await apart.query('UPDATE "APIKey" SET "revokedAt" = now() WHERE "id" = $1', [client.keyId])
    expect((await gatewayPost(client, { messages: 'none' })).status).toBe(401)
  })
})

type Change = (client: Metered) => [string, unknown[]]
const subscriptionOf = `(SELECT "planVersionId" FROM "Subscription" WHERE "clientId" = $1)`
const upstreamOf = `(SELECT mu."upstreamId" FROM "ModelUpstream" mu JOIN "Model" m ON m."id" = mu."modelId" WHERE m."slug" = $1)`

describe.each([
  ['the key is revoked', 401, ({ keyId }) => ['UPDATE "APIKey" SET "revokedAt" = now() WHERE "id" = $1', [keyId]]],
  ['the key is past its date', 401, ({ keyId }) => ['UPDATE "APIKey" SET "expiresAt" = now() WHERE "id" = $1', [keyId]]],
  ['the secret was replaced', 401, ({ keyId }) => [`UPDATE "APIKey" SET "hash" = sha256(convert_to($1, 'UTF8')) WHERE "id" = $1`, [keyId]]],
  ['the key is bound to other addresses', 403, ({ keyId }) => [`UPDATE "APIKey" SET "allowedIps" = '{10.0.0.0/8}' WHERE "id" = $1`, [keyId]]],
  ['the key may call other models', 403, ({ keyId }) => [`UPDATE "APIKey" SET "models" = '{another}' WHERE "id" = $1`, [keyId]]],
  ['the key has another scope', 403, ({ keyId }) => [`UPDATE "APIKey" SET "scopes" = '{usage:read}' WHERE "id" = $1`, [keyId]]],
  ['the key has a limit that is used up', 429, ({ keyId }) => ['UPDATE "APIKey" SET "requestsPerDay" = 1 WHERE "id" = $1', [keyId]]],
  ['the key has a cap that is used up', 402, ({ keyId }) => ['UPDATE "APIKey" SET "spendCapDayMicros" = 1 WHERE "id" = $1', [keyId]]],
  ['the client is suspended', 403, ({ clientId }) => ['UPDATE "Client" SET "suspendedAt" = now() WHERE "id" = $1', [clientId]]],
  ['the client is closed', 401, ({ clientId }) => ['UPDATE "Client" SET "closedAt" = now() WHERE "id" = $1', [clientId]]],
  ['the client has a limit of its own that is used up', 429, ({ clientId }) => ['INSERT INTO "ClientLimits" ("clientId", "requestsPerDay", "updatedAt") VALUES ($1, 1, now())', [clientId]]],
  ['the service is stopped for arrears', 403, ({ clientId }) => ['UPDATE "Subscription" SET "serviceSuspendedAt" = now() WHERE "clientId" = $1', [clientId]]],
  ['the subscription ends', 403, ({ clientId }) => [`UPDATE "Subscription" SET "status" = 'canceled' WHERE "clientId" = $1`, [clientId]]],
  ['the period ends', 403, ({ periodId }) => ['UPDATE "UsagePeriod" SET "endsAt" = now() WHERE "id" = $1', [periodId]]],
  ['the model leaves the plan', 403, ({ clientId }) => [`DELETE FROM "PlanModel" WHERE "planVersionId" = ${subscriptionOf}`, [clientId]]],
  ['the model is retired', 404, ({ model }) => ['UPDATE "Model" SET "retiredAt" = now() WHERE "slug" = $1', [model]]],
  ['the model is for something else', 400, ({ model }) => [`UPDATE "Model" SET "kind" = 'embedding' WHERE "slug" = $1`, [model]]],
  ['the model\'s price ends', 503, ({ model }) => ['UPDATE "ModelPrice" SET "effectiveTo" = now() WHERE "modelId" = (SELECT "id" FROM "Model" WHERE "slug" = $1)', [model]]],
  ['the model\'s server is switched off', 503, ({ model }) => [`UPDATE "Upstream" SET "enabled" = false WHERE "id" = ${upstreamOf}`, [model]]],
  ['the model has no server any more', 503, ({ model }) => ['DELETE FROM "ModelUpstream" WHERE "modelId" = (SELECT "id" FROM "Model" WHERE "slug" = $1)', [model]]],
  ['the wallet is empty', 402, ({ clientId }) => ['UPDATE "Wallet" SET "balancePicos" = 0 WHERE "clientId" = $1', [clientId]]],
] as [string, number, Change][])('as soon as %s', (_what, status, change) => {
  it(`answers ${status} from the next request on`, async () => {
    const client = await open({ plan: { requestsPerDay: 1_000, keyRequestsPerDay: 1_000 } })
    await warm(client)
    await apart.query(...change(client))
    expect((await gatewayPost(client)).status).toBe(status)
    expect((await Promise.all([gatewayPost(client), gatewayPost(client, { stream: true })])).map((answer) => answer.status)).toEqual([status, status])
    expect((await books(client)).openHolds).toBe(0)
  })
})

describe('the next request goes by', () => {
  it('the server\'s new address', async () => {
    const client = await open()
    await warm(client)
    await apart.query(`UPDATE "Upstream" SET "baseUrl" = $2 WHERE "id" = ${upstreamOf}`, [client.model, other.baseUrl])
    const before = other.bodies.length
    expect((await gatewayPost(client)).status).toBe(200)
    expect(other.bodies.length).toBe(before + 1)
  })

  it('the model\'s new size', async () => {
    const client = await open()
    await warm(client)
    await apart.query('UPDATE "Model" SET "maxOutputTokens" = 40 WHERE "slug" = $1', [client.model])
    await gatewayPost(client)
    expect(upstream.bodies.at(-1)).toMatchObject({ max_tokens: 40 })
  })

  it('what the client wants stored', async () => {
    const client = await open()
    await warm(client)
    await apart.query('INSERT INTO "PromptStorage" ("clientId", "isOn", "retentionDays", "changedAt") VALUES ($1, true, 30, now())', [client.clientId])
    await gatewayPost(client)
    expect(await platformDb.promptRecord.count({ where: { clientId: client.clientId } })).toBe(1)
  })
})

describe('with limits in Redis', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
    await closeLimiter()
    Object.assign(globalThis, { matrixLimiter: new Limiter(redisLimits(redis.url, patienceMs)) })
  })
  afterAll(async () => {
    await closeLimiter()
    await redis.stop()
  })

  it('a hold asks the same, and limits that were taken for a stale one are given back', async () => {
    const client = await open({ plan: { requestsPerDay: 1_000 } })
    await warm(client)
    const remaining = async (): Promise<number> => Number((await gatewayPost(client)).headers['x-ratelimit-remaining-requests'])
    const before = await remaining()
    await apart.query('UPDATE "APIKey" SET "name" = $2 WHERE "id" = $1', [client.keyId, 'Another'])
    const first = await remaining()
    await warm(client)
    await apart.query('UPDATE "APIKey" SET "revokedAt" = now() WHERE "id" = $1', [client.keyId])
    expect((await gatewayPost(client)).status).toBe(401)
    expect(first).toBe(before - 1)
    expect((await books(client)).openHolds).toBe(0)
  })

  it('a limit that was widened counts from the next request', async () => {
    const client = await open({ plan: { requestsPerDay: 1_000 }, key: { requestsPerDay: 3 } })
    await expect.poll(async () => (await gatewayPost(client)).status).toBe(429)
    await apart.query('UPDATE "APIKey" SET "requestsPerDay" = 500 WHERE "id" = $1', [client.keyId])
    expect((await gatewayPost(client)).status).toBe(200)
    await apart.query('UPDATE "APIKey" SET "requestsPerDay" = 2 WHERE "id" = $1', [client.keyId])
    expect((await gatewayPost(client)).status).toBe(429)
  })
})
