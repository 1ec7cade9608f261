import { beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { newId } from '@/lib/kernel/id'
import { as, asKey, createTestClient, type TestClient } from '@/lib/testing/contexts'
import type { ClientCtx } from '../context'
import { clearConversations, deleteConversation, getConversation, listConversations, saveConversation, setHistory, updateConversation } from '.'
import type { ConversationContent } from './schema'

const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'ok', (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)))

const content = (prompt: string, text = 'Hello.'): ConversationContent => ({
  system: '', columns: ['m'], settings: { temperature: null, topP: null, maxTokens: null, stop: [], seed: null, isJson: false, presencePenalty: null, frequencyPenalty: null },
  turns: [{ id: 't1', prompt, answers: [{ state: 'done', text, model: 'm', receipt: { inputTokens: 1, outputTokens: 2, costPicos: '2200000', isEstimated: false }, totalMs: 12 }] }],
})

/** A colleague in the same client. */
async function colleagueOf({ clientId, ctx }: TestClient): Promise<ClientCtx> {
  const [userId, now] = [newId('usr'), new Date()]
  const email = `${userId.toLowerCase()}@example.test`
  await platformDb.user.create({ data: { id: userId, email, emailNormalized: email, name: 'Colleague', passwordHash: 'unusable', createdAt: now, updatedAt: now } })
  await platformDb.membership.create({ data: { id: newId('mbr'), clientId, userId, role: 'developer', createdAt: now } })
  return as(ctx, { kind: 'user', userId, sessionId: newId('ses'), role: 'developer' })
}

let client: TestClient
beforeAll(async () => { client = await createTestClient() })

describe('a conversation', () => {
  it('is kept under what was asked first, opened as it was, renamed, carried on and deleted', async () => {
    const { ctx } = client
    const kept = await saveConversation(ctx, { content: content('  What is\n a key?  ') })
    expect(kept.title).toBe('What is a key?')
    expect((await getConversation(ctx, { id: kept.id })).content).toEqual(content('  What is\n a key?  '))
    expect((await updateConversation(ctx, { id: kept.id, title: 'Keys' })).title).toBe('Keys')
    const longer = await updateConversation(ctx, { id: kept.id, version: kept.version, content: content('What is a key?', 'A secret.') })
    expect([longer.title, longer.updatedAt > kept.updatedAt]).toEqual(['Keys', true])
    expect(await deleteConversation(ctx, { id: kept.id })).toEqual({ deleted: 1 })
    expect(await codeOf(getConversation(ctx, { id: kept.id }))).toBe('not_found')
  })

  it('that two pages carry on with loses nothing of either: the later one goes on in a copy', async () => {
    const { ctx } = await createTestClient()
    const { id, version } = await saveConversation(ctx, { content: content('Both'), writer: 'first' })
    const pages = ['a', 'b', 'c', 'd']
    const written = await Promise.all(pages.map((writer) => updateConversation(ctx, { id, version, writer, content: content('Both', writer) })))
    expect(written.filter((one) => one.id === id)).toMatchObject([{ title: 'Both', version: 2 }])
    expect(written.filter((one) => one.id !== id)).toMatchObject(Array.from({ length: 3 }, () => ({ title: 'Both (2)', version: 1 })))
    const said = async (): Promise<(string | undefined)[]> => Promise.all(written.map(async (one) => (await getConversation(ctx, { id: one.id })).content.turns[0]?.answers[0]?.text))
    expect(await said()).toEqual(pages)
    const on = await Promise.all(written.map((one, i) => updateConversation(ctx, { id: one.id, version: one.version, writer: pages[i], content: content('Both', `${pages[i]} more`) })))
    expect(on.map((one) => one.id)).toEqual(written.map((one) => one.id))
  })

  it('takes what its own page writes after a writing whose answer was lost, and nothing without a version', async () => {
    const { ctx } = await createTestClient()
    const { id, version } = await saveConversation(ctx, { content: content('Mine'), writer: 'page' })
    for (const text of ['one', 'two']) expect((await updateConversation(ctx, { id, version, writer: 'page', content: content('Mine', text) })).id).toBe(id)
    await updateConversation(ctx, { id, title: 'Renamed' })
    expect((await updateConversation(ctx, { id, version: 3, content: content('Mine', 'three') })).id).toBe(id)
    expect(await codeOf(updateConversation(ctx, { id, writer: 'page', content: content('Mine', 'four') }))).toBe('invalid_input')
    expect((await listConversations(ctx, {})).data).toMatchObject([{ id, title: 'Renamed', version: 4 }])
  })

  it('belongs to one person: a colleague neither sees nor reaches it, and no key does', async () => {
    const colleague = await colleagueOf(client)
    const { id } = await saveConversation(client.ctx, { content: content('Mine') })
    expect((await listConversations(colleague, {})).data).toEqual([])
    expect([await codeOf(getConversation(colleague, { id })), await codeOf(updateConversation(colleague, { id, title: 'x' })), await codeOf(deleteConversation(colleague, { id }))]).toEqual(['not_found', 'not_found', 'not_found'])
    await clearConversations(colleague, {})
    expect(await codeOf(getConversation(client.ctx, { id }))).toBe('ok')
    expect(await codeOf(listConversations(asKey(client.ctx, ['inference', 'usage:read', 'manage']), {}))).toBe('forbidden')
  })

  it('is not kept once the person turned that off; what was kept stays and can be deleted', async () => {
    const { ctx } = await createTestClient()
    const { id } = await saveConversation(ctx, { content: content('Before') })
    await setHistory(ctx, { isOn: false })
    expect([await codeOf(saveConversation(ctx, { content: content('After') })), await codeOf(updateConversation(ctx, { id, version: 1, content: content('After') }))]).toEqual(['invalid_state', 'invalid_state'])
    expect(await listConversations(ctx, {})).toMatchObject({ keepsHistory: false, data: [{ id, title: 'Before' }] })
    expect(await clearConversations(ctx, {})).toEqual({ deleted: 1 })
  })

  it('larger than 256 KB is refused, and the 201st takes the place of the one not used for the longest', async () => {
    const { ctx, clientId, userId } = await createTestClient()
    expect(await codeOf(saveConversation(ctx, { content: content('Long', 'م'.repeat(140_000)) }))).toBe('payload_too_large')
    const old = new Date('2026-01-01')
    await platformDb.playgroundConversation.createMany({ data: Array.from({ length: 200 }, (_, i) => ({
      id: newId('cnv', old), clientId, userId, title: `No ${i}`, content: {}, sizeBytes: 2, createdAt: old, updatedAt: new Date(old.getTime() + i * 1000),
    })) })
    await saveConversation(ctx, { content: content('Newest') })
    const titles = (await listConversations(ctx, {})).data.map(({ title }) => title)
    expect([titles.length, titles[0], titles.includes('No 0'), titles.includes('No 1')]).toEqual([200, 'Newest', false, true])
  })

  it.each([
    ['another shape', { turns: [] }], ['a third column', { ...content('x'), columns: ['a', 'b', 'c'] }], ['a running answer', { ...content('x'), turns: [{ id: 't', prompt: 'x', answers: [{ state: 'running', text: '', model: 'm' }] }] }],
  ])('of %s is refused', async (_name, wrong) => {
    expect(await codeOf(saveConversation(client.ctx, { content: wrong as ConversationContent }))).toBe('invalid_input')
  })
})
