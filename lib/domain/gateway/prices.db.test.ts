import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Prisma } from '@/lib/db/generated/client'
import { platformDb } from '@/lib/db/platform-db'
import { days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { answerJson, gatewayPost } from '@/lib/testing/gateway-call'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'

let upstream: FakeUpstream
const plenty = 10n ** 16n

beforeAll(async () => { upstream = await startFakeUpstream() })
afterAll(() => upstream.close())
beforeEach(awayFromHourEnd)
beforeEach(() => { upstream.script = { usage: { prompt_tokens: 10, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 6 } } } })

const none = { inputMicrosPerMillion: 0n, cachedInputMicrosPerMillion: 0n, outputMicrosPerMillion: 0n, requestMicros: 0n }
const make = (options: Partial<Parameters<typeof createMeteredClient>[0]> = {}): Promise<Metered> => createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, ...options })

/** Prices never change: one ends and another begins. */
async function replacePrice(client: Metered, change: Partial<Prisma.ModelPriceUncheckedCreateInput>): Promise<{ old: string; next: string }> {
  const [now, old] = [new Date(), await platformDb.modelPrice.findFirstOrThrow({ where: { model: { slug: client.model }, effectiveTo: null } })]
  await platformDb.modelPrice.update({ where: { id: old.id }, data: { effectiveTo: now } })
  const next = await platformDb.modelPrice.create({ data: { ...old, id: newId('prc'), effectiveFrom: now, effectiveTo: null, ...change } })
  return { old: old.id, next: next.id }
}

async function billed(client: Metered): Promise<bigint> {
  expect((await gatewayPost(client)).status).toBe(200)
  await expectExactBooks(client, { wallet: plenty })
  return (await books(client)).events.at(-1)?.walletPicos ?? -1n
}

describe('a price', () => {
  it.each([
    ['of fresh input', { inputMicrosPerMillion: 3n }, 12n], // 10 tokens, 6 of them from the cache
    ['of cached input', { cachedInputMicrosPerMillion: 5n }, 30n],
    ['of output', { outputMicrosPerMillion: 7n }, 28n],
    ['of the request itself', { requestMicros: 2n }, 2_000_000n],
    ['of all of them', { inputMicrosPerMillion: 3n, cachedInputMicrosPerMillion: 1n, outputMicrosPerMillion: 7n, requestMicros: 2n }, 12n + 6n + 28n + 2_000_000n],
    ['of nothing', {}, 0n],
  ])('%s is billed to the pico', async (_name, price, expected) => {
    // A cached token never costs more than a fresh one: the hold, which knows nothing of the cache, covers it.
    const client = await make({ price: { ...none, ...price, ...('cachedInputMicrosPerMillion' in price && !('inputMicrosPerMillion' in price) ? { inputMicrosPerMillion: 5n } : {}) } })
    const extra = 'cachedInputMicrosPerMillion' in price && !('inputMicrosPerMillion' in price) ? 20n : 0n
    expect(await billed(client)).toBe(expected + extra)
  })

  it('counts from its day on, and is kept on each row it made', async () => {
    const client = await make({ price: { ...none, requestMicros: 1n } })
    expect(await billed(client)).toBe(1_000_000n)
    const tomorrow = plus(new Date(), days(1))
    const { old, next } = await replacePrice(client, { requestMicros: 4n, effectiveTo: tomorrow })
    const { id: _id, ...same } = await platformDb.modelPrice.findUniqueOrThrow({ where: { id: next } })
    await platformDb.modelPrice.create({ data: { ...same, id: newId('prc'), requestMicros: 9n, effectiveFrom: tomorrow, effectiveTo: null } })
    expect(await billed(client)).toBe(4_000_000n)
    expect((await books(client)).events.map((event) => event.modelPriceId)).toEqual([old, next])
  })

  it('that changes while a request runs does not change that request', async () => {
    let open = (): void => undefined
    const client = await make({ price: { ...none, requestMicros: 1n } })
    upstream.script = { ...upstream.script, gate: new Promise((resolve) => { open = () => resolve() }) }
    const running = gatewayPost(client)
    await expect.poll(async () => (await books(client)).openHolds).toBe(1)
    await replacePrice(client, { requestMicros: 1_000n })
    open()
    await running
    expect((await books(client)).events[0]?.walletPicos).toBe(1_000_000n)
  })

  it('in another currency than the client\'s is none: the request is refused', async () => {
    const client = await make()
    await replacePrice(client, { currency: 'EUR' })
    expect((await gatewayPost(client)).status).toBe(503)
    expect((await books(client)).everHeld).toBe(0)
  })
})

describe('a key\'s spend cap', () => {
  const cheap = { ...none, outputMicrosPerMillion: 1_000_000n } // a micro is one answer token

  it('lowers the answer to what it leaves, counts the list price though the plan pays, and refuses below the floor with its window', async () => {
    const client = await make({ price: cheap, includedTokens: 1_000_000n, key: { spendCapDayMicros: 100n, spendCapMonthMicros: 40n } })
    upstream.script = { usage: { prompt_tokens: 5, completion_tokens: 30 } }
    const first = await gatewayPost(client, { max_tokens: 200 })
    expect([first.status, first.headers['x-max-tokens-lowered']]).toEqual([200, '40'])
    const second = await gatewayPost(client, { max_tokens: 200 })
    expect([second.status, (await answerJson<{ error: object }>(second)).error]).toEqual([402, expect.objectContaining({ code: 'spend_cap_reached', type: 'insufficient_quota', message: expect.stringContaining('month') as string })])
    const { events, keySpend } = await books(client)
    expect(events).toMatchObject([{ costPicos: 30_000_000n, allowanceTokens: 35n, walletPicos: 0n }])
    expect([keySpend?.dayPicos, keySpend?.heldPicos]).toEqual([30_000_000n, 0n])
  })

  it('is not passed by fifty requests at once, streams among them', async () => {
    const client = await make({ price: cheap, key: { spendCapWeekMicros: 130n } })
    upstream.script = { usage: { prompt_tokens: 5, completion_tokens: 20 }, pieces: ['x'] }
    const answers = await Promise.all(Array.from({ length: 50 }, (_one, i) => gatewayPost(client, { max_tokens: 20, stream: i % 2 === 0 })))
    await Promise.all(answers.map(async ({ body }) => { if (typeof body !== 'string') for await (const _piece of body) continue }))
    await expect.poll(async () => (await books(client)).openHolds).toBe(0)
    expect(answers.every(({ status }) => [200, 402, 503].includes(status))).toBe(true)
    const { keySpend, events } = await books(client)
    expect((keySpend?.weekPicos ?? 0n) <= 130_000_000n).toBe(true)
    expect(events.filter(({ status }) => status === 'ok').length).toBeGreaterThan(3)
    await expectExactBooks(client, { wallet: plenty })
  })
})

describe('one request across allowance, wallet and overage', () => {
  it.each([
    [{ includedTokens: 0n, walletPicos: plenty, spendLimitPicos: 0n }, [0n, 14n * 1_000n, 0n]],
    [{ includedTokens: 4n, walletPicos: plenty, spendLimitPicos: 0n }, [4n, 10n * 1_000n, 0n]],
    [{ includedTokens: 14n, walletPicos: 10n ** 9n, spendLimitPicos: 0n }, [14n, 0n, 0n]],
    [{ includedTokens: 0n, walletPicos: 5_500n, spendLimitPicos: plenty }, [0n, 5_500n, 8_500n]],
    [{ includedTokens: 3n, walletPicos: 2_000n, spendLimitPicos: plenty }, [3n, 2_000n, 9_000n]],
    [{ includedTokens: 0n, walletPicos: 0n, spendLimitPicos: plenty }, [0n, 0n, 14_000n]],
  ])('%# is booked to each exactly', async (funds, expected) => {
    const client = await make({ ...funds, price: { ...none, inputMicrosPerMillion: 1_000n, cachedInputMicrosPerMillion: 1_000n, outputMicrosPerMillion: 1_000n } })
    expect((await gatewayPost(client, { max_tokens: 20 })).status).toBe(200)
    const [event] = (await books(client)).events
    expect([event?.allowanceTokens, event?.walletPicos, event?.overagePicos]).toEqual(expected)
    await expectExactBooks(client, { wallet: funds.walletPicos })
  })
})
