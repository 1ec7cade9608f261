import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { getPrompt, getPromptStorage, keepPrompt, setPromptStorage } from '@/lib/domain/usage'
import { days, FixedClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { asRole } from '@/lib/testing/contexts'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { answerText, gatewayPost } from '@/lib/testing/gateway-call'
import { createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { sweepExpired } from '@/lib/jobs/sweep-expired'

let upstream: FakeUpstream
let client: Metered

beforeAll(async () => { upstream = await startFakeUpstream() })
afterAll(() => upstream.close())
beforeEach(async () => {
  upstream.script = {}
  client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: 10n ** 15n })
})

const ask = async (over: object = {}): Promise<string> => {
  const answer = await gatewayPost(client, over)
  await answerText(answer)
  return answer.headers['x-request-id'] ?? ''
}
const stored = (): Promise<number> => platformDb.promptRecord.count({ where: { clientId: client.clientId } })

describe('prompts and answers', () => {
  it('are not stored unless the client asked for it', async () => {
    const id = await ask()
    expect(await stored()).toBe(0)
    expect(await getPromptStorage(client.ctx, {})).toMatchObject({ isOn: false, storedCount: 0, changedAt: null })
    await expect(getPrompt(client.ctx, { id })).rejects.toMatchObject({ code: 'not_found' })
  })

  it.each([false, true])('are stored sealed once it did, and read back by those who may (stream: %s)', async (stream) => {
    await setPromptStorage(client.ctx, { isOn: true, retentionDays: 7 })
    upstream.script = { pieces: ['a very', ' secret answer'] }
    const id = await ask({ stream, messages: [{ role: 'user', content: 'a secret question' }] })
    expect(await getPrompt(asRole(client.ctx, 'developer'), { id })).toMatchObject({ prompt: { messages: [{ role: 'user', content: 'a secret question' }] }, answer: 'a very secret answer', isTruncated: false })
    await expect(getPrompt(asRole(client.ctx, 'viewer'), { id })).rejects.toMatchObject({ code: 'forbidden' })
    const row = await platformDb.promptRecord.findUniqueOrThrow({ where: { id } })
    expect(Buffer.from(row.ciphertext).toString()).not.toContain('secret')
    expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBe(days(7))
  })

  it('of a stream that broke off are stored as far as it came', async () => {
    await setPromptStorage(client.ctx, { isOn: true })
    upstream.script = { pieces: ['one', ' two', ' three'], breakAfter: 2, pieceDelayMs: 2 }
    expect(await getPrompt(client.ctx, { id: await ask({ stream: true }) })).toMatchObject({ answer: 'one two' })
  })

  it('are cut off where they are very long, and say so', async () => {
    await setPromptStorage(client.ctx, { isOn: true })
    const id = newId('req')
    await keepPrompt(client.clientId, id, { messages: ['x'.repeat(400_000)] }, 'y'.repeat(400_000), new Date())
    const { isTruncated, answer, prompt } = await getPrompt(client.ctx, { id })
    expect([isTruncated, answer.length, typeof prompt]).toEqual([true, 262_144, 'string'])
  })

  it('are deleted at once with "off, and delete", and stay without it until their time is over', async () => {
    await setPromptStorage(client.ctx, { isOn: true })
    await ask()
    await setPromptStorage(client.ctx, { isOn: false })
    await ask()
    expect(await stored()).toBe(1)
    expect(await setPromptStorage(client.ctx, { isOn: false, deleteStored: true })).toMatchObject({ storedCount: 0 })
    expect(await stored()).toBe(0)
  })

  it('are never stored after the turning off, however the two race', async () => {
    for (let i = 0; i < 10; i++) {
      await setPromptStorage(client.ctx, { isOn: true })
      await Promise.all([
        ...Array.from({ length: 5 }, () => keepPrompt(client.clientId, newId('req'), 'q', 'a', new Date())),
        setPromptStorage(client.ctx, { isOn: false, deleteStored: true }),
        ...Array.from({ length: 5 }, () => keepPrompt(client.clientId, newId('req'), 'q', 'a', new Date())),
      ])
      expect(await stored()).toBe(0)
    }
  })

  it('are gone after their days: unreadable at once, deleted by the sweep; a shorter time counts for older ones too', async () => {
    await setPromptStorage(client.ctx, { isOn: true, retentionDays: 30 })
    const id = newId('req')
    await keepPrompt(client.clientId, id, 'q', 'a', new Date(Date.now() - days(10)))
    const later = { ...client.ctx, clock: new FixedClock(new Date(Date.now() + days(21))) }
    await expect(getPrompt(later, { id })).rejects.toMatchObject({ code: 'not_found' })
    await setPromptStorage(client.ctx, { isOn: true, retentionDays: 9 })
    await expect(getPrompt(client.ctx, { id })).rejects.toMatchObject({ code: 'not_found' })
    expect(await stored()).toBe(1)
    await sweepExpired({}, {} as never)
    expect(await stored()).toBe(0)
  })

  it('may be switched by owners and admins only', async () => {
    for (const role of ['developer', 'billing', 'viewer'] as const) await expect(setPromptStorage(asRole(client.ctx, role), { isOn: true })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(setPromptStorage(client.ctx, { isOn: true, retentionDays: 91 })).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
