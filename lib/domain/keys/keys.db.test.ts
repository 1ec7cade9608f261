import { beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { seedCatalog } from '@/prisma/seed/catalog'
import { as, asRole, type TestClient } from '@/lib/testing/contexts'
import { createMeteredClient } from '@/lib/testing/metered-client'
import { days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { KeyScope } from '@/lib/auth/actor'
import type { ClientCtx } from '../context'
import { authenticateKey, createKey, findLeakedKey, getKey, listKeyHistory, renewKey, revokeKey, updateKey } from '.'
import { hashSecret } from './secret'

const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'ok', (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)))
const verdict = (secret: string, ip = '192.0.2.1'): Promise<string> => codeOf(authenticateKey(secret, ip))
const keyActor = (ctx: ClientCtx, keyId: string, scopes: KeyScope[], isRetiring = false): ClientCtx => as(ctx, { kind: 'apiKey', keyId, scopes, isRetiring })

let client: TestClient
const newClient = async (): Promise<TestClient> => {
  const made = await createMeteredClient({ upstreams: [] })
  await platformDb.apiKey.updateMany({ where: { clientId: made.clientId }, data: { revokedAt: new Date() } })
  return made
}
beforeAll(async () => {
  await seedCatalog(platformDb, new Date())
  client = await newClient()
})

/** Moves the end of every grace of a key into the past, as waiting would. */
const letGracePass = (keyId: string): Promise<unknown> =>
  platformDb.$executeRaw`UPDATE "RetiredKeySecret" SET "endsAt" = "retiredAt" WHERE "keyId" = ${keyId}`

describe('a renewed key', () => {
  it('keeps its id and settings; both secrets work through the grace and the old one not a moment longer', async () => {
    const { ctx } = await newClient()
    const made = await createKey(ctx, { name: 'Website', requestsPerMinute: 7 })
    const renewed = await renewKey(ctx, { id: made.id, graceSeconds: 3600 })
    expect(renewed).toMatchObject({ id: made.id, name: 'Website', requestsPerMinute: 7, status: 'active', oldSecret: { hint: made.hint } })
    expect(renewed.oldSecret?.endsAt.getTime()).toBe((renewed.renewedAt?.getTime() ?? 0) + 3_600_000)
    expect(renewed.secret).not.toBe(made.secret)
    expect([await verdict(made.secret), await verdict(renewed.secret)]).toEqual(['ok', 'ok'])
    expect(await authenticateKey(made.secret, undefined)).toMatchObject({ keyId: made.id, isRetiring: true })
    expect(await authenticateKey(renewed.secret, undefined)).toMatchObject({ keyId: made.id, isRetiring: false })
    await letGracePass(made.id)
    expect([await verdict(made.secret), await verdict(renewed.secret)]).toEqual(['unauthenticated', 'ok'])
    expect((await getKey(ctx, { id: made.id })).oldSecret).toBeNull()
  })

  it('renewed again in its grace: each old secret keeps its own end, but none outlives the last', async () => {
    const { ctx } = await newClient()
    const first = await createKey(ctx, { name: 'Twice' })
    const second = await renewKey(ctx, { id: first.id, graceSeconds: 7 * 86_400 })
    const third = await renewKey(ctx, { id: first.id, graceSeconds: 3600 })
    expect([await verdict(first.secret), await verdict(second.secret), await verdict(third.secret)]).toEqual(['ok', 'ok', 'ok'])
    const ends = await platformDb.retiredKeySecret.findMany({ where: { keyId: first.id }, select: { endsAt: true } })
    expect(new Set(ends.map(({ endsAt }) => endsAt.getTime()))).toEqual(new Set([(third.renewedAt?.getTime() ?? 0) + 3_600_000]))
    const fourth = await renewKey(ctx, { id: first.id, graceSeconds: 0 })
    expect([await verdict(first.secret), await verdict(second.secret), await verdict(third.secret), await verdict(fourth.secret)]).toEqual(['unauthenticated', 'unauthenticated', 'unauthenticated', 'ok'])
  })

  it('ten times at once loses no secret: all eleven work in the grace, and exactly one is the current', async () => {
    const { ctx } = await newClient()
    const made = await createKey(ctx, { name: 'Raced' })
    const renewed = await Promise.all(Array.from({ length: 10 }, () => renewKey(ctx, { id: made.id, graceSeconds: 3600 })))
    const found = await Promise.all([made, ...renewed].map(({ secret }) => authenticateKey(secret, undefined)))
    expect(found.filter(({ isRetiring }) => !isRetiring)).toHaveLength(1)
    expect(new Set(found.map(({ keyId }) => keyId))).toEqual(new Set([made.id]))
  })

  it('that is revoked refuses every secret at once, and cannot be renewed', async () => {
    const { ctx } = await newClient()
    const made = await createKey(ctx, { name: 'Gone' })
    const renewed = await renewKey(ctx, { id: made.id, graceSeconds: 86_400 })
    await revokeKey(ctx, { id: made.id })
    expect([await verdict(made.secret), await verdict(renewed.secret)]).toEqual(['unauthenticated', 'unauthenticated'])
    expect(await codeOf(renewKey(ctx, { id: made.id }))).toBe('invalid_state')
  })

  it.each([-1, 604_801, 1.5])('takes no grace of %s seconds', async (graceSeconds) => {
    expect(await codeOf(renewKey(client.ctx, { id: newId('key'), graceSeconds }))).toBe('invalid_input')
  })
})

describe('a key is refused', () => {
  it('after its expiry, by name', async () => {
    const { ctx } = await newClient()
    const { id, secret } = await createKey(ctx, { name: 'Short', expiresAt: plus(new Date(), days(1)).toISOString() })
    expect(await verdict(secret)).toBe('ok')
    await platformDb.apiKey.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } })
    expect(await verdict(secret)).toBe('key_expired')
    expect(await codeOf(renewKey(ctx, { id }))).toBe('invalid_state')
  })

  it('not a moment later than was said: saving the day it ends on anyway moves nothing, and an expired key can be named anew', async () => {
    const { ctx } = await newClient()
    const expiresAt = plus(new Date(), days(3)).toISOString()
    const { id } = await createKey(ctx, { name: 'Dated', expiresAt })
    expect((await updateKey(ctx, { id, name: 'Renamed', expiresAt: expiresAt.slice(0, 10) })).expiresAt?.toISOString()).toBe(expiresAt)
    await platformDb.apiKey.update({ where: { id }, data: { expiresAt: new Date('2026-01-01T10:00:00Z') } })
    expect((await updateKey(ctx, { id, name: 'Old', expiresAt: '2026-01-01' })).status).toBe('expired')
    const longer = plus(new Date(), days(9)).toISOString().slice(0, 10)
    expect((await updateKey(ctx, { id, expiresAt: longer })).expiresAt?.toISOString()).toBe(`${longer}T23:59:59.000Z`)
  })

  it('from an address outside its ranges, by name', async () => {
    const { ctx } = await newClient()
    const { secret, allowedIps } = await createKey(ctx, { name: 'Office', allowedIps: ['10.1.2.3/8, 2001:db8::/32'] })
    expect(allowedIps).toEqual(['10.0.0.0/8', '2001:db8::/32'])
    expect([await verdict(secret, '10.9.9.9'), await verdict(secret, '::ffff:10.9.9.9'), await verdict(secret, '2001:db8::5')]).toEqual(['ok', 'ok', 'ok'])
    expect([await verdict(secret, '11.0.0.1'), await codeOf(authenticateKey(secret, undefined))]).toEqual(['ip_not_allowed', 'ip_not_allowed'])
  })

  it('when a range is none, naming it', async () => {
    const error: unknown = await createKey(client.ctx, { name: 'Bad', allowedIps: ['10.0.0.0/8', '10.0.0.0/40'] }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalid_input', fields: { allowedIps: { code: 'invalidIpRange', params: { value: '10.0.0.0/40' } } } })
  })
})

describe('nobody hands on more than they have', () => {
  it('a developer neither makes, changes nor renews a key that manages the account', async () => {
    const { ctx } = await newClient()
    const { id, secret } = await createKey(ctx, { name: 'Admin', scopes: ['manage'] })
    const person = await platformDb.membership.findFirstOrThrow({ where: { clientId: ctx.clientId }, select: { userId: true } })
    const developer = as(ctx, { kind: 'user', userId: person.userId, sessionId: newId('ses'), role: 'developer' })
    expect(await codeOf(createKey(developer, { name: 'Mine', scopes: ['manage'] }))).toBe('forbidden')
    expect(await codeOf(updateKey(developer, { id, allowedIps: [] }))).toBe('forbidden')
    expect(await codeOf(renewKey(developer, { id }))).toBe('forbidden')
    expect(await verdict(secret)).toBe('ok')
    expect(await codeOf(revokeKey(asRole(ctx, 'developer'), { id }))).toBe('ok')
  })

  it('a managing key gets no scope, place or secret that it lacks, and does not widen itself', async () => {
    const { ctx } = await newClient()
    const manager = await createKey(ctx, { name: 'Manager', scopes: ['manage'], allowedIps: ['10.0.0.0/8'] })
    const inference = await createKey(ctx, { name: 'Inference' })
    const actor = keyActor(ctx, manager.id, ['manage'])
    expect(await codeOf(createKey(actor, { name: 'a', scopes: ['inference'] }))).toBe('forbidden')
    expect(await codeOf(createKey(actor, { name: 'b', scopes: ['manage'] }))).toBe('forbidden')
    expect(await codeOf(renewKey(actor, { id: inference.id }))).toBe('forbidden')
    expect(await codeOf(updateKey(actor, { id: inference.id, name: 'Mine now' }))).toBe('forbidden')
    expect(await codeOf(updateKey(actor, { id: manager.id, allowedIps: [] }))).toBe('forbidden')
    expect(await codeOf(createKey(actor, { name: 'c', scopes: ['manage'], allowedIps: ['10.1.0.0/16'] }))).toBe('ok')
    expect(await codeOf(renewKey(actor, { id: manager.id }))).toBe('ok')
  })

  it('a secret in its grace works on but hands nothing on', async () => {
    const { ctx } = await newClient()
    const manager = await createKey(ctx, { name: 'Manager', scopes: ['manage'] })
    const old = keyActor(ctx, manager.id, ['manage'], true)
    expect([await codeOf(createKey(old, { name: 'Stay', scopes: ['manage'] })), await codeOf(renewKey(old, { id: manager.id }))]).toEqual(['forbidden', 'forbidden'])
    expect(await codeOf(getKey(old, { id: manager.id }))).toBe('ok')
  })
})

describe('the history', () => {
  it('tells of caps in the currency people know', async () => {
    const { ctx } = await newClient()
    const made = await createKey(ctx, { name: 'Capped', spendCapDay: '5', spendCapMonth: '12.3456' })
    expect(made).toMatchObject({ spendCapDay: '5.00', spendCapWeek: null, spendCapMonth: '12.3456' })
    expect(await updateKey(ctx, { id: made.id, spendCapDay: null, spendCapWeek: '20.50' })).toMatchObject({ spendCapDay: null, spendCapWeek: '20.50', spendCapMonth: '12.3456' })
    const [change] = (await listKeyHistory(ctx, { id: made.id })).data
    expect(change?.changes).toEqual([{ field: 'spend_cap_day', before: '5.00', after: null }, { field: 'spend_cap_week', before: null, after: '20.50' }])
    expect(await codeOf(updateKey(ctx, { id: made.id, spendCapDay: '-1' }))).toBe('invalid_input')
  })

  it('tells who changed what from what to what, and never a secret', async () => {
    const { ctx } = await newClient()
    const made = await createKey(ctx, { name: 'Website', requestsPerMinute: 60 })
    await updateKey(ctx, { id: made.id, requestsPerMinute: 120, allowedIps: ['192.0.2.0/24'] })
    const renewed = await renewKey(ctx, { id: made.id })
    await revokeKey(ctx, { id: made.id })
    const { data } = await listKeyHistory(ctx, { id: made.id })
    expect(data.map(({ action, actorName }) => [action, actorName])).toEqual(['keys.revoke', 'keys.renew', 'keys.update', 'keys.create'].map((action) => [action, 'Test Person']))
    expect(data[2]?.changes).toEqual([{ field: 'allowed_ips', before: [], after: ['192.0.2.0/24'] }, { field: 'requests_per_minute', before: 60, after: 120 }])
    expect(data[1]).toMatchObject({ changes: [{ field: 'hint', before: made.hint, after: renewed.hint }], oldSecretEndsAt: renewed.oldSecret?.endsAt })
    const rows = await platformDb.auditEvent.findMany({ where: { objectId: made.id } })
    for (const { secret } of [made, renewed]) expect(JSON.stringify(rows)).not.toContain(secret.slice(8, 40))
  })
})

describe('a leaked key', () => {
  it('is recognised by its text, its fingerprint and its hint; also when it is old or revoked', async () => {
    const { ctx } = await newClient()
    const made = await createKey(ctx, { name: 'Leaky' })
    for (const secret of [`export KEY="${made.secret}"`, Buffer.from(hashSecret(made.secret)).toString('hex'), made.hint]) {
      expect((await findLeakedKey(ctx, { secret })).data).toMatchObject([{ key: { id: made.id }, secretState: 'current' }])
    }
    await renewKey(ctx, { id: made.id, graceSeconds: 60 })
    expect((await findLeakedKey(ctx, { secret: made.secret })).data).toMatchObject([{ key: { id: made.id }, secretState: 'retiring' }])
    await letGracePass(made.id)
    expect((await findLeakedKey(ctx, { secret: made.secret })).data).toMatchObject([{ secretState: 'ended' }])
  })

  it('of somebody else is as unknown as one that never was, and guessing is bounded', async () => {
    const [{ ctx: mine }, { ctx: theirs }] = [await newClient(), await newClient()]
    const made = await createKey(theirs, { name: 'Theirs' })
    expect([await codeOf(findLeakedKey(mine, { secret: made.secret })), await codeOf(findLeakedKey(mine, { secret: made.hint }))]).toEqual(['not_found', 'not_found'])
    expect(await codeOf(findLeakedKey(mine, { secret: 'no key at all' }))).toBe('invalid_input')
    const codes: string[] = []
    for (let i = 0; i < 30; i++) codes.push(await codeOf(findLeakedKey(mine, { secret: `…${String(i).padStart(4, '0')}` })))
    expect(codes.filter((code) => code === 'not_found')).toHaveLength(28)
    expect(codes.slice(-2)).toEqual(['rate_limited', 'rate_limited'])
  })
})
