import { beforeAll, describe, expect, it } from 'vitest'
import { isCurrentKey, open } from '@/lib/auth/secret-box'
import { platformDb } from '@/lib/db/platform-db'
import { newId } from '@/lib/kernel/id'
import { checkUpstreams } from '@/lib/jobs/check-upstreams'
import { resealUpstreams } from '@/lib/jobs/reseal-upstreams'
import { upstreamSecretContext } from '@/lib/providers/inference/target'
import { staffCtx } from '@/lib/testing/contexts'
import { startFakeUpstream } from '@/lib/testing/fake-upstream'
import { seedCatalog } from '@/prisma/seed/catalog'
import { upstreamBreaker } from '../gateway'
import { getOverview, getUpstream, linkModelUpstream, listUpstreams, removeUpstream, saveUpstream, switchUpstream, testUpstream } from '.'
import { upstreamHealth } from './upstream-health'

const operator = staffCtx('operator')
const codeOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'went through', (error: unknown) => (error instanceof Error ? Reflect.get(error, 'code') : error))
const add = (input: object = {}) => saveUpstream(operator, { name: `Server ${newId('test')}`, baseUrl: 'https://models.example.com/v1', ...input })

beforeAll(async () => { await seedCatalog(platformDb, new Date()) })

describe('a server', () => {
  it('is taken out of use and put back, whatever else is set stays', async () => {
    const made = await add({ secret: 'sk-kept', timeoutMs: 7_000 })
    expect(await switchUpstream(operator, { id: made.id, isEnabled: false })).toMatchObject({ isEnabled: false, health: 'disabled', hasSecret: true, timeoutMs: 7_000 })
    expect(await switchUpstream(operator, { id: made.id, isEnabled: true })).toMatchObject({ isEnabled: true, health: 'unknown', hasSecret: true })
    expect(await codeOf(switchUpstream(operator, { id: 'ups_none', isEnabled: true }))).toBe('not_found')
  })

  it('is removed only when no model uses it; the embedded engine never', async () => {
    const made = await add()
    const model = await platformDb.model.findFirstOrThrow({ where: { kind: 'chat' } })
    await linkModelUpstream(operator, { id: model.id, upstreamId: made.id, upstreamModel: 'x', weight: 1, priority: 9 })
    expect(await codeOf(removeUpstream(operator, { id: made.id }))).toBe('invalid_state')
    await linkModelUpstream(operator, { id: model.id, upstreamId: made.id })
    await upstreamBreaker.noteFailure(made.id, 'failing')
    await removeUpstream(operator, { id: made.id })
    expect(await codeOf(getUpstream(operator, { id: made.id }))).toBe('not_found')
    const house = await platformDb.upstream.findFirstOrThrow({ where: { isHouse: true } })
    expect(await codeOf(removeUpstream(operator, { id: house.id }))).toBe('invalid_state')
  })

  it('that refuses our secret stands on the overview until it has another one', async () => {
    const made = await add({ secret: 'sk-old' })
    await upstreamBreaker.noteFailure(made.id, 'unauthorized')
    const standing = async () => (await getOverview(staffCtx('support'), {})).upstreams.find(({ id }) => id === made.id)?.health
    expect(await standing()).toBe('refused')
    expect((await listUpstreams(operator, {})).data.find(({ id }) => id === made.id)).toMatchObject({ health: 'refused', failures: 1, openUntil: expect.any(Date) })
    await saveUpstream(operator, { id: made.id, name: made.name, timeoutMs: 9_000 })
    expect(await standing()).toBe('refused')
    await saveUpstream(operator, { id: made.id, name: made.name, secret: 'sk-new' })
    expect(await standing()).toBe('unknown')
  })

  it('that heals is used again after a test or a health check, and one that refuses is found by the check', async () => {
    const server = await startFakeUpstream()
    const made = await add({ baseUrl: server.baseUrl })
    await upstreamBreaker.noteFailure(made.id, 'unauthorized')
    expect(await testUpstream(operator, { id: made.id })).toMatchObject({ isOk: true, models: ['up'] })
    expect((await getUpstream(operator, { id: made.id })).health).toBe('healthy')
    server.script = { status: 403 }
    await checkUpstreams()
    expect(await getUpstream(operator, { id: made.id })).toMatchObject({ health: 'refused', lastCheckError: 'unauthorized' })
    server.script = {}
    await checkUpstreams()
    expect((await getUpstream(operator, { id: made.id })).health).toBe('healthy')
    await server.close()
  })
})

describe('secrets under a former master key', () => {
  it('that nobody knows any more stay as they are and are told by the check; others stay untouched', async () => {
    const [lost, fine] = [await add({ secret: 'sk-lost' }), await add({ secret: 'sk-fine' })]
    await platformDb.upstream.update({ where: { id: lost.id }, data: { secretKeyId: '000000000000' } })
    expect(await resealUpstreams()).toBe(0)
    await checkUpstreams()
    expect((await getUpstream(operator, { id: lost.id })).lastCheckError).toBe('not_configured')
    const row = await platformDb.upstream.findUniqueOrThrow({ where: { id: fine.id } })
    expect(isCurrentKey(row.secretKeyId ?? '')).toBe(true)
    expect(open(row.secretCiphertext ?? new Uint8Array(), row.secretKeyId ?? '', upstreamSecretContext(fine.id, row.baseUrl))).toBe('sk-fine')
  })
})

it.each([
  [{ enabled: false, lastCheckOk: true, breaker: null }, 'disabled'],
  [{ enabled: true, lastCheckOk: null, breaker: null }, 'unknown'],
  [{ enabled: true, lastCheckOk: false, breaker: null }, 'open'],
  [{ enabled: true, lastCheckOk: true, breaker: { failures: 2, openUntil: null, reason: null } }, 'healthy'],
  [{ enabled: true, lastCheckOk: true, breaker: { failures: 5, openUntil: new Date(2_000), reason: 'failing' } }, 'open'],
  [{ enabled: true, lastCheckOk: true, breaker: { failures: 5, openUntil: new Date(500), reason: 'failing' } }, 'probing'],
  [{ enabled: true, lastCheckOk: true, breaker: { failures: 1, openUntil: new Date(2_000), reason: 'busy' } }, 'limited'],
  [{ enabled: true, lastCheckOk: true, breaker: { failures: 1, openUntil: new Date(500), reason: 'unauthorized' } }, 'refused'],
])('a server that stands as %j is %s', (row, health) => expect(upstreamHealth(row, new Date(1_000))).toBe(health))
