import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import type { ClientCtx } from '@/lib/domain/context'
import { FixedClock, minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { instanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import { asRole, type TestClient } from '@/lib/testing/contexts'
import { createRenter, instanceOf, ownSize } from '@/lib/testing/instances'
import {
  createInstance, deleteInstance, getInstance, listInstanceEvents, listInstances, listInstanceSizes, previewInstance, resizeInstance, restartInstance, resumeInstance, startInstance, stopInstance,
  suspendInstance, updateInstance,
} from './index'
import type { CreateInstanceInput } from './schema'
import type { z } from 'zod'

let renter: TestClient
beforeAll(async () => { renter = await createRenter({ maxInstances: 50 }) })
afterAll(closePool)

const codeOf = (promise: Promise<unknown>) => promise.then(() => 'went through', (error: unknown) => String(Reflect.get(Object(error), 'code')))
const problemOf = (promise: Promise<unknown>) => promise.then(() => 'went through', (error: unknown) =>
  Object.entries(Reflect.get(Object(error), 'fields') as Record<string, { code: string }> | undefined ?? {}).map(([field, { code }]) => `${field} ${code}`).join() || String(Reflect.get(Object(error), 'code')))

type Wish = Partial<z.input<typeof CreateInstanceInput>>
let made = 0

async function rent(ctx: ClientCtx, wish: Wish = {}) {
  const sizeId = wish.sizeId ?? 'small'
  const { frozenAt, hash } = await previewInstance(ctx, { sizeId })
  return createInstance(ctx, { name: `one-${made++}`, sizeId, ...(wish.uploadId ? {} : { modelId: 'house-mini' }), frozenAt, hash, ...wish })
}

const rowOf = (id: string) => platformDb.privateInstance.findUniqueOrThrow({ where: { id } })
const setStatus = (id: string, status: string) => platformDb.privateInstance.update({ where: { id }, data: { status } })

describe('a new instance', () => {
  it('is wanted to run, in the size and with the model asked for, priced as shown, and only its driver knows its secret', async () => {
    const view = await rent(renter.ctx, { name: 'first', requestsPerMinute: 30, idleSleepMinutes: 15 })
    expect(view).toMatchObject({
      name: 'first', status: 'pending', desired: 'running', isUpToDate: false, suspendedFor: null, limits: { requestsPerMinute: 30, slots: 2 }, contextTokens: 1024, idleSleepMinutes: 15,
      size: { code: 'small', memoryBytes: 268_435_456 }, price: { currency: 'USD', hourMicros: 20_000n, keptHourMicros: 1_000n }, billing: { as: 'kept', hourMicros: 1_000n, currency: 'USD' },
      model: { kind: 'offered', code: 'house-mini', isDemo: true }, endpoints: { baseUrl: `http://localhost:3000/api/v1/instances/${view.id}`, model: 'instance/first' },
      acts: ['stop', 'suspend', 'restart', 'resize', 'update', 'delete'],
    })
    const row = await rowOf(view.id)
    expect(instanceSecret(row)).toMatch(/^[\w-]{43}$/)
    expect(Buffer.from(row.secretCiphertext).includes(instanceSecret(row))).toBe(false)
    expect((await listInstanceEvents(renter.ctx, { id: view.id })).data).toMatchObject([{ kind: 'wish', reason: 'create', detail: { size: 'small' }, actorKind: 'user', actorName: 'Test Person' }])
    expect(await platformDb.complianceCheck.findFirst({ where: { subjectId: view.id } })).toMatchObject({ subjectKind: 'instance', result: 'pass' })
  })

  it.each([
    ['shell signs', 'a;rm -rf'], ['a path', '../etc'], ['a slash', 'a/b'], ['Arabic digits', 'one-١٢'], ['upper case', 'One'], ['a hyphen first', '-one'], ['a hyphen last', 'one-'], ['$()', '$(id)'], ['a line', 'one\n'],
  ])('is refused a name with %s', async (_what, name) => {
    expect(await problemOf(rent(renter.ctx, { name }))).toBe('name instanceName')
  })

  it('is refused a name of 300 characters, and an empty one', async () => {
    expect(await problemOf(rent(renter.ctx, { name: 'a'.repeat(300) }))).toBe('name tooLong')
    expect(await problemOf(rent(renter.ctx, { name: '' }))).toBe('name required')
  })

  it('shares its name with no other living one of its client, and with any of another client', async () => {
    await rent(renter.ctx, { name: 'same' })
    expect(await problemOf(rent(renter.ctx, { name: 'same' }))).toBe('name taken')
    const other = await createRenter()
    expect((await rent(other.ctx, { name: 'same' })).name).toBe('same')
  })

  it('is refused a size beyond the plan, a model nobody offers, both or neither model, and more than its size allows', async () => {
    expect(await problemOf(rent(renter.ctx, { sizeId: 'large' }))).toBe('sizeId sizeNotOffered')
    expect(await codeOf(rent(renter.ctx, { sizeId: 'huge' }))).toBe('not_found')
    expect(await problemOf(rent(renter.ctx, { modelId: 'gpt-9' }))).toBe('modelId notAllowed')
    expect(await problemOf(rent(renter.ctx, { modelId: undefined }))).toBe('modelId oneModel')
    expect(await problemOf(rent(renter.ctx, { requestsPerMinute: 61 }))).toBe('requestsPerMinute tooBig')
    expect(await problemOf(rent(renter.ctx, { contextTokens: 4_096 }))).toBe('contextTokens tooBig')
  })

  it('needs the preview that was shown: another hash, another size’s or an old one is answered with a new preview', async () => {
    const { frozenAt, hash } = await previewInstance(renter.ctx, { sizeId: 'medium' })
    expect(await codeOf(rent(renter.ctx, { frozenAt, hash }))).toBe('stale_preview')
    expect(await codeOf(rent(renter.ctx, { hash: 'x' }))).toBe('stale_preview')
    expect(await codeOf(rent(renter.ctx, { frozenAt: plus(new Date(), -minutes(31)) }))).toBe('stale_preview')
  })

  it('is refused when the price has changed since it was shown', async () => {
    const clock = new FixedClock(new Date())
    const ctx = { ...renter.ctx, clock }
    const sizeId = await ownSize(renter)
    const { frozenAt, hash } = await previewInstance(ctx, { sizeId })
    const [at, old] = [plus(clock.now(), minutes(1)), await platformDb.instancePrice.findFirstOrThrow({ where: { sizeId } })]
    await platformDb.instancePrice.update({ where: { id: old.id }, data: { effectiveTo: at } })
    await platformDb.instancePrice.create({ data: { ...old, id: newId('ipr'), hourMicros: old.hourMicros + 1n, effectiveFrom: at } })
    expect(await codeOf(rent(ctx, { sizeId, frozenAt, hash }))).toBe('went through')
    clock.advance(minutes(2))
    expect(await codeOf(rent(ctx, { sizeId, frozenAt, hash }))).toBe('stale_preview')
  })
})

describe('who may rent', () => {
  it('needs a live subscription, money for an hour, and a complete account', async () => {
    const [poor, ended, foreign] = [await createRenter({ walletPicos: 19_999_999_999n }), await createRenter(), await createRenter()]
    expect(await codeOf(rent(poor.ctx))).toBe('insufficient_funds')
    await platformDb.wallet.update({ where: { clientId: poor.clientId }, data: { balancePicos: { increment: 1n } } })
    expect(await codeOf(rent(poor.ctx))).toBe('went through')
    await platformDb.subscription.updateMany({ where: { clientId: ended.clientId }, data: { status: 'paused' } })
    expect(await codeOf(rent(ended.ctx))).toBe('subscription_inactive')
    await platformDb.clientProfile.update({ where: { clientId: foreign.clientId }, data: { country: null } })
    expect(await codeOf(rent(foreign.ctx))).toBe('compliance_failed')
  })

  it('may pay an hour from what is left of the spend limit, and is told all that is against it', async () => {
    const onOverage = await createRenter({ walletPicos: 0n, spendLimitPicos: 20_000_000_000n, maxInstances: 1 })
    expect(await previewInstance(onOverage.ctx, { sizeId: 'small' })).toMatchObject({
      refusals: [], wallet: '0.000000000000', overage: '0.020000000000', hoursPayable: 1, monthMicros: 14_600_000n, keptMonthMicros: 730_000n, instances: { used: 0, max: 1 }, before: null, restarts: false,
    })
    await rent(onOverage.ctx)
    expect((await previewInstance(onOverage.ctx, { sizeId: 'large' })).refusals).toEqual(['not_offered', 'quota', 'funds'])
  })

  it('gets exactly what the plan allows, however many ask at once', async () => {
    const many = await createRenter({ maxInstances: 3 })
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => codeOf(rent(many.ctx))))
    expect(outcomes.toSorted()).toEqual([...Array<string>(7).fill('limit_exceeded'), ...Array<string>(3).fill('went through')])
    expect(await platformDb.privateInstance.count({ where: { clientId: many.clientId } })).toBe(3)
  })

  it('gets the sizes of its plan, each with its price', async () => {
    const { data } = await listInstanceSizes(renter.ctx, {})
    const seeded = data.filter(({ code }) => ['small', 'medium', 'large'].includes(code))
    expect(seeded.map(({ code, isOffered, price }) => [code, isOffered, price?.hourMicros])).toEqual([['small', true, 20_000n], ['medium', true, 60_000n], ['large', false, 200_000n]])
  })

  it('does so as owner, admin or developer', async () => {
    expect(await codeOf(rent(asRole(renter.ctx, 'billing')))).toBe('forbidden')
  })
})

describe('what is wanted of an instance', () => {
  it('is stopped and started, paused and resumed, restarted: each once, each told', async () => {
    const { id } = await rent(renter.ctx)
    expect(await stopInstance(renter.ctx, { id })).toMatchObject({ desired: 'stopped', acts: ['start', 'resume', 'resize', 'update', 'delete'] })
    expect(await codeOf(stopInstance(renter.ctx, { id }))).toBe('invalid_state')
    expect(await codeOf(restartInstance(renter.ctx, { id }))).toBe('invalid_state')
    expect(await startInstance(renter.ctx, { id })).toMatchObject({ desired: 'running' })
    expect(await codeOf(startInstance(renter.ctx, { id }))).toBe('invalid_state')
    expect(await suspendInstance(renter.ctx, { id })).toMatchObject({ desired: 'stopped', suspendedFor: null })
    expect(await resumeInstance(renter.ctx, { id })).toMatchObject({ desired: 'running' })
    await restartInstance(renter.ctx, { id })
    expect(await rowOf(id)).toMatchObject({ restartNonce: 1, generation: 1 })
    expect((await listInstanceEvents(renter.ctx, { id })).data.map(({ reason }) => reason)).toEqual(['restart', 'resume', 'suspend', 'start', 'stop', 'create'])
  })

  it('is stopped once by ten who ask at once', async () => {
    const { id } = await rent(renter.ctx)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => codeOf(stopInstance(renter.ctx, { id }))))
    expect(outcomes.filter((code) => code === 'went through')).toHaveLength(1)
    expect(await platformDb.instanceEvent.count({ where: { instanceId: id, reason: 'stop' } })).toBe(1)
  })

  it('wakes one that sleeps, and tries one anew that failed', async () => {
    const [asleep, failed] = [await instanceOf(renter, { status: 'sleeping' }), await instanceOf(renter, { status: 'failed' })]
    await startInstance(renter.ctx, { id: asleep })
    await startInstance(renter.ctx, { id: failed })
    expect((await rowOf(asleep)).wakeAskedAt).not.toBeNull()
    expect(await rowOf(asleep)).toMatchObject({ restartNonce: 0 })
    expect(await rowOf(failed)).toMatchObject({ restartNonce: 1, wakeAskedAt: null })
  })

  it('does not lift the platform’s suspension; stopping and deleting stay possible', async () => {
    const id = await instanceOf(renter, { suspendedFor: 'abuse', suspendedAt: new Date(), status: 'suspended' })
    for (const act of [startInstance, resumeInstance, restartInstance]) expect(await codeOf(act(renter.ctx, { id }))).toBe('instance_suspended')
    expect(await getInstance(renter.ctx, { id })).toMatchObject({ suspendedFor: 'abuse', acts: ['stop', 'suspend', 'update', 'delete'], billing: { as: 'kept' } })
    await stopInstance(renter.ctx, { id })
    await deleteInstance(renter.ctx, { id })
    expect(await rowOf(id)).toMatchObject({ desired: 'deleted', suspendedFor: 'abuse' })
  })

  it('starts nothing for who cannot pay an hour any more or has no service', async () => {
    const broke = await createRenter()
    const { id } = await rent(broke.ctx)
    await stopInstance(broke.ctx, { id })
    await platformDb.wallet.update({ where: { clientId: broke.clientId }, data: { balancePicos: 1n } })
    expect(await codeOf(startInstance(broke.ctx, { id }))).toBe('insufficient_funds')
    await platformDb.subscription.updateMany({ where: { clientId: broke.clientId }, data: { serviceSuspendedAt: new Date() } })
    expect(await codeOf(startInstance(broke.ctx, { id }))).toBe('subscription_inactive')
  })

  it('is another size after a preview of it, with a new generation; storage never shrinks', async () => {
    const { id } = await rent(renter.ctx)
    const preview = await previewInstance(renter.ctx, { id, sizeId: 'medium' })
    expect(preview).toMatchObject({ instanceId: id, size: { code: 'medium' }, before: { size: { code: 'small' } }, restarts: true, refusals: [] })
    const { frozenAt, hash } = preview
    expect(await resizeInstance(renter.ctx, { id, sizeId: 'medium', frozenAt, hash })).toMatchObject({ size: { code: 'medium' }, isUpToDate: false })
    expect(await rowOf(id)).toMatchObject({ generation: 2 })
    expect(await codeOf(resizeInstance(renter.ctx, { id, sizeId: 'medium', frozenAt, hash }))).toBe('invalid_input')
    expect((await previewInstance(renter.ctx, { id, sizeId: 'small' })).refusals).toEqual(['storage_shrinks'])
    expect((await listInstanceEvents(renter.ctx, { id })).data[0]).toMatchObject({ kind: 'resize', detail: { from: 'small', to: 'medium' } })
  })

  it('keeps its name, limit and sleep until they are changed', async () => {
    const { id } = await rent(renter.ctx, { requestsPerMinute: 10 })
    await rent(renter.ctx, { name: 'somebody' })
    expect(await updateInstance(renter.ctx, { id, idleSleepMinutes: 30 })).toMatchObject({ requestsPerMinute: 10, idleSleepMinutes: 30, isUpToDate: false })
    expect(await updateInstance(renter.ctx, { id, name: 'renamed', requestsPerMinute: null })).toMatchObject({ name: 'renamed', requestsPerMinute: null, idleSleepMinutes: 30, endpoints: { model: 'instance/renamed' } })
    expect(await problemOf(updateInstance(renter.ctx, { id, name: 'somebody' }))).toBe('name taken')
    expect(await problemOf(updateInstance(renter.ctx, { id, requestsPerMinute: 1_000 }))).toBe('requestsPerMinute tooBig')
    expect(await rowOf(id)).toMatchObject({ generation: 1 })
  })
})

describe('a deleted instance', () => {
  it('keeps its storage for seven days, gives its name back at once, and takes nothing more', async () => {
    const view = await rent(renter.ctx, { name: 'short-lived' })
    const { deleteAfter } = await deleteInstance(renter.ctx, { id: view.id })
    expect(Math.round(((deleteAfter?.getTime() ?? 0) - Date.now()) / 86_400_000)).toBe(7)
    for (const act of [startInstance, stopInstance, restartInstance, deleteInstance]) expect(await codeOf(act(renter.ctx, { id: view.id }))).toBe('invalid_state')
    expect((await rent(renter.ctx, { name: 'short-lived' })).id).not.toBe(view.id)
    const of = async (withDeleted: boolean) => (await listInstances(renter.ctx, { limit: 100, withDeleted })).data.map(({ id }) => id)
    expect(await of(false)).not.toContain(view.id)
    expect(await of(true)).toContain(view.id)
  })

  it('makes room for another under the plan’s number', async () => {
    const single = await createRenter({ maxInstances: 1 })
    const { id } = await rent(single.ctx)
    expect(await codeOf(rent(single.ctx))).toBe('limit_exceeded')
    await deleteInstance(single.ctx, { id })
    expect(await codeOf(rent(single.ctx))).toBe('went through')
  })
})

describe('the list', () => {
  it('is the client’s own, by status, page by page', async () => {
    const own = await createRenter({ maxInstances: 5 })
    const ids = [await instanceOf(own), await instanceOf(own, { status: 'stopped', desired: 'stopped' }), await instanceOf(own)]
    const first = await listInstances(own.ctx, { limit: 2 })
    const rest = await listInstances(own.ctx, { limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual(ids.toReversed())
    expect((await listInstances(own.ctx, { status: 'stopped' })).data.map(({ id }) => id)).toEqual([ids[1]])
    await setStatus(ids[0] ?? '', 'unready')
    expect(await getInstance(own.ctx, { id: ids[0] ?? '' })).toMatchObject({ status: 'unready', runningSince: null, billing: { as: 'hour', hourMicros: 20_000n } })
  })
})
