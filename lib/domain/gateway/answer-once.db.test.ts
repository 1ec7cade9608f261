import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { newId } from '@/lib/kernel/id'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { answerJson, answerText, gatewayPost } from '@/lib/testing/gateway-call'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'

let upstream: FakeUpstream
let client: Metered
const plenty = 10n ** 15n

beforeAll(async () => { upstream = await startFakeUpstream() })
afterAll(() => upstream.close())
beforeEach(async () => {
  upstream.script = {}
  upstream.bodies.length = 0
  client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
})

const codeOf = async (answer: Awaited<ReturnType<typeof gatewayPost>>): Promise<string> => (await answerJson<{ error: { code: string } }>(answer)).error.code

describe('a call with an Idempotency-Key', () => {
  it.each([{}, { stream: true }, { stream: true, stream_options: { include_usage: true } }])('is carried out and billed once, and answered the same again (%j)', async (over) => {
    const first = await gatewayPost(client, over, { idempotencyKey: 'a' })
    const text = await answerText(first)
    const second = await gatewayPost(client, over, { idempotencyKey: 'a' })
    expect(await answerText(second)).toBe(text)
    expect(second.headers['x-request-id']).toBe(first.headers['x-request-id'])
    expect(second.headers['content-type']).toBe(first.headers['content-type'])
    expect([first.headers['idempotent-replayed'], second.headers['idempotent-replayed']]).toEqual([undefined, 'true'])
    expect(upstream.bodies).toHaveLength(1)
    expect((await books(client)).events).toHaveLength(1)
    await expectExactBooks(client, { wallet: plenty })
  })

  it('with another body, or from another key of the client, is refused with 409', async () => {
    await gatewayPost(client, {}, { idempotencyKey: 'a' })
    expect(await codeOf(await gatewayPost(client, { max_tokens: 7 }, { idempotencyKey: 'a' }))).toBe('idempotency_mismatch')
    const { mintSecret } = await import('@/lib/domain/keys/secret')
    const other = mintSecret()
    await platformDb.apiKey.create({ data: { id: newId('key'), clientId: client.clientId, name: 'Other', hash: other.hash, hint: other.hint, scopes: ['inference'], models: [], createdAt: new Date() } })
    const refused = await gatewayPost(client, {}, { idempotencyKey: 'a', secret: other.text })
    expect([refused.status, await codeOf(refused)]).toEqual([409, 'idempotency_mismatch'])
  })

  it('of another client is its own', async () => {
    const other = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    await gatewayPost(client, {}, { idempotencyKey: 'shared' })
    const answer = await gatewayPost(other, {}, { idempotencyKey: 'shared' })
    expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([200, undefined])
  })

  it('beside its twin is carried out once: the others are told it still runs', async () => {
    let open = (): void => undefined
    upstream.script = { gate: new Promise((resolve) => { open = () => resolve() }) }
    const answered: number[] = []
    const twins = Array.from({ length: 8 }, async () => void answered.push((await gatewayPost(client, {}, { idempotencyKey: 'twin' })).status))
    await expect.poll(() => answered.length).toBe(7) // all but the one that the server keeps waiting
    open()
    await Promise.all(twins)
    expect(answered).toEqual([...Array.from({ length: 7 }, () => 409), 200])
    expect(upstream.bodies).toHaveLength(1)
  })

  it('that was refused, failed or broke off is not kept: the key may be used again', async () => {
    upstream.script = { status: 400 }
    expect((await gatewayPost(client, {}, { idempotencyKey: 'b' })).status).toBe(400)
    upstream.script = { breakAfter: 1, pieceDelayMs: 1 }
    expect(await answerText(await gatewayPost(client, { stream: true }, { idempotencyKey: 'b' }))).toContain('event: error')
    upstream.script = {}
    expect((await gatewayPost(client, {}, { idempotencyKey: 'b' })).status).toBe(200)
  })

  it('whose client left amid the stream is read on, and answered whole when it comes again', async () => {
    upstream.script = { pieces: Array.from({ length: 20 }, (_one, i) => ` w${i}`), pieceDelayMs: 5 }
    const gone = new AbortController()
    const answer = await gatewayPost(client, { stream: true }, { idempotencyKey: 'c', signal: gone.signal })
    if (typeof answer.body !== 'string') await answer.body.next()
    gone.abort()
    await expect.poll(async () => (await gatewayPost(client, { stream: true }, { idempotencyKey: 'c' })).status).toBe(200)
    const text = await answerText(await gatewayPost(client, { stream: true }, { idempotencyKey: 'c' }))
    expect(text).toContain(' w19')
    expect(text.trim().endsWith('[DONE]')).toBe(true)
    expect((await books(client)).events).toMatchObject([{ status: 'canceled', outputTokens: 20 }])
  })

  it('keeps no answer that is too large: who asks again is told where the receipt is, and not billed', async () => {
    upstream.script = { pieces: ['x'.repeat(1_100_000)], usage: { prompt_tokens: 5, completion_tokens: 9 } }
    const first = await gatewayPost(client, {}, { idempotencyKey: 'large' })
    expect(first.status).toBe(200)
    const second = await gatewayPost(client, {}, { idempotencyKey: 'large' })
    const { error } = await answerJson<{ error: { code: string; message: string } }>(second)
    expect([second.status, error.code]).toEqual([409, 'idempotency_not_kept'])
    expect(error.message).toContain(first.headers['x-request-id'])
    expect((await books(client)).events).toHaveLength(1)
  })

  it('keeps its answer sealed, for 24 hours, and a claim whose process died for a quarter of one hour', async () => {
    upstream.script = { pieces: ['the answer nobody else reads'] }
    await gatewayPost(client, {}, { idempotencyKey: 'sealed' })
    const row = await platformDb.idempotencyRecord.findFirstOrThrow({ where: { clientId: client.clientId, key: 'sealed' } })
    expect(Buffer.from(row.sealedBody ?? []).toString()).not.toContain('nobody else')
    expect(row.body).toBeNull()
    expect(Math.round((row.expiresAt.getTime() - Date.now()) / 3_600_000)).toBe(24)
    await platformDb.idempotencyRecord.updateMany({ where: { key: 'sealed', clientId: client.clientId }, data: { state: 'running', status: null, expiresAt: new Date(Date.now() - 1) } })
    expect((await gatewayPost(client, {}, { idempotencyKey: 'sealed' })).headers['idempotent-replayed']).toBeUndefined()
  })

  it.each(['', 'x'.repeat(256)])('that is no key (%#) is refused', async (idempotencyKey) => {
    expect((await gatewayPost(client, {}, { idempotencyKey })).status).toBe(400)
  })
})
