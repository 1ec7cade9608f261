import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { getInstance, listInstanceEvents, startInstance } from '@/lib/domain/instances'
import { FixedClock, minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { staffCtx, type TestClient } from '@/lib/testing/contexts'
import { createRenter, instanceOf, ownSize } from '@/lib/testing/instances'
import {
  forceDelete, forceRestart, forceResume, forceStop, forceSuspend, getAnyInstance, listAllInstances, listAnyInstanceEvents, listInstanceHosts, listAllInstanceModels, listAllInstanceSizes, removeOrphan, saveInstanceModel, saveInstanceSize, setInstancePrice,
} from '../index'

const operator = staffCtx('operator')
let renter: TestClient
beforeAll(async () => { renter = await createRenter({ maxInstances: 20 }) })
afterAll(closePool)

const codeOf = (promise: Promise<unknown>) => promise.then(() => 'went through', (error: unknown) => String(Reflect.get(Object(error), 'code')))
const problemOf = (promise: Promise<unknown>) => promise.then(() => 'went through', (error: unknown) =>
  Object.entries(Reflect.get(Object(error), 'fields') as Record<string, { code: string }> | undefined ?? {}).map(([field, { code }]) => `${field} ${code}`).join())
const reason = 'Because of a complaint'

describe('staff', () => {
  it('see the instances of all clients, narrowed by client, status and words, with what the runtime said', async () => {
    const [id, gone] = [await instanceOf(renter, { name: 'find-me', status: 'failed', statusReason: 'model', statusDetail: 'raw text' }), await instanceOf(renter, { desired: 'deleted', status: 'deleted', deletedAt: new Date() })]
    const idsOf = async (filters: object) => (await listAllInstances(operator, { clientId: renter.clientId, ...filters })).data.map((one) => one.id)
    expect(await idsOf({})).toEqual([id])
    expect(await idsOf({ withDeleted: true })).toEqual([gone, id])
    expect(await idsOf({ status: 'failed', q: 'find' })).toEqual([id])
    expect(await idsOf({ q: 'nothing like it' })).toEqual([])
    expect(await getAnyInstance(operator, { id })).toMatchObject({ statusDetail: 'raw text', clientId: renter.clientId, clientName: 'Test Client', statusReason: 'model' })
    expect(await getInstance(renter.ctx, { id })).not.toHaveProperty('statusDetail')
    expect(await codeOf(getAnyInstance(operator, { id: newId('ins') }))).toBe('not_found')
  })

  it('hold an instance with a reason that its client reads and cannot lift; it goes on as wished once they lift it', async () => {
    const id = await instanceOf(renter)
    expect(await forceSuspend(operator, { id, why: 'abuse', reason })).toMatchObject({ suspendedFor: 'abuse', suspendedNote: reason, desired: 'running' })
    expect(await codeOf(forceSuspend(operator, { id, why: 'staff', reason }))).toBe('invalid_state')
    expect(await codeOf(startInstance(renter.ctx, { id }))).toBe('instance_suspended')
    expect((await listInstanceEvents(renter.ctx, { id })).data).toMatchObject([{ kind: 'wish', reason: 'suspend', detail: { note: reason }, actorKind: 'staff', actorName: null }])
    expect((await listAnyInstanceEvents(operator, { id })).data).toHaveLength(1)
    expect(await forceResume(operator, { id, reason })).toMatchObject({ suspendedFor: null, suspendedNote: null, suspendedAt: null, desired: 'running' })
    expect(await codeOf(forceResume(operator, { id, reason }))).toBe('invalid_state')
  })

  it('hold what the platform holds already, so that a payment does not lift it', async () => {
    const id = await instanceOf(renter, { suspendedFor: 'unpaid', suspendedAt: new Date() })
    expect(await forceSuspend(operator, { id, why: 'staff', reason })).toMatchObject({ suspendedFor: 'staff' })
  })

  it('restart, stop and delete one in its client’s place', async () => {
    const id = await instanceOf(renter)
    await forceRestart(operator, { id, reason })
    expect(await platformDb.privateInstance.findUnique({ where: { id } })).toMatchObject({ restartNonce: 1 })
    expect(await forceStop(operator, { id, reason })).toMatchObject({ desired: 'stopped' })
    expect(await codeOf(forceRestart(operator, { id, reason }))).toBe('invalid_state')
    expect(await forceDelete(operator, { id, reason })).toMatchObject({ desired: 'deleted' })
    expect(await codeOf(forceDelete(operator, { id, reason }))).toBe('invalid_state')
    expect(await codeOf(forceStop(staffCtx('support'), { id, reason }))).toBe('forbidden')
  })
})

describe('a machine', () => {
  it('is shown with its room, what it holds instances to and what is left over on it; removing that is asked once', async () => {
    const id = `docker ${newId('ins')}`
    await platformDb.instanceHost.create({ data: {
      id, driver: 'docker', isolation: 'partial', enforced: { memory: 'enforced', cpu: 'watched' }, memoryBytes: 1_000n, cpuMillis: 500, storageBytes: 2_000n, notes: ['no quota'],
      orphans: [{ ref: 'left-over', seenTimes: 3 }], seenAt: plus(new Date(), -minutes(10)),
    } })
    const read = async () => (await listInstanceHosts(operator, {})).data.find((one) => one.id === id)
    expect(await read()).toMatchObject({
      isFresh: false, isolation: 'partial', enforced: { memory: 'enforced', cpu: 'watched', network: 'none' }, capacity: { memoryBytes: 1_000, cpuMillis: 500, storageBytes: 2_000 }, notes: ['no quota'],
      orphans: [{ ref: 'left-over', seenTimes: 3, isRemovalAsked: false }],
    })
    await removeOrphan(operator, { hostId: id, ref: 'left-over' })
    await removeOrphan(operator, { hostId: id, ref: 'left-over' })
    expect((await read())?.orphans).toEqual([{ ref: 'left-over', seenTimes: 3, isRemovalAsked: true }])
    expect((await platformDb.instanceHost.findUniqueOrThrow({ where: { id } })).removals).toEqual(['left-over'])
    expect(await codeOf(removeOrphan(operator, { hostId: id, ref: 'an instance in use' }))).toBe('not_found')
    await platformDb.instanceHost.delete({ where: { id } })
  })
})

describe('a size', () => {
  const draft = { nameEn: 'Tiny', nameAr: 'ضئيل', memoryMib: 64, cpuMillis: 100, pids: 32, storageMib: 64, slots: 1, requestsPerMinute: 10 }

  it('is made, priced from an instant on, and keeps its price until then', async () => {
    const clock = new FixedClock(new Date('2026-03-01T00:00:00Z'))
    const ctx = { ...operator, clock }
    const { id } = await saveInstanceSize(ctx, { code: newId('isz').slice(-20).toLowerCase(), ...draft, isRetired: true })
    await setInstancePrice(ctx, { id, currency: 'USD', hour: '0.01', keptHour: '0.001' })
    const at = plus(clock.now(), minutes(60))
    const { prices } = await setInstancePrice(ctx, { id, currency: 'USD', hour: '0.02', keptHour: '0.001', outputPerMillion: '0.5', effectiveFrom: at })
    expect(prices).toMatchObject([{ hourMicros: 20_000n, outputMicrosPerMillion: 500_000n, effectiveFrom: at, effectiveTo: null }, { hourMicros: 10_000n, keptHourMicros: 1_000n, effectiveTo: at }])
    expect(await problemOf(setInstancePrice(ctx, { id, currency: 'USD', hour: '0.03', keptHour: '0', effectiveFrom: plus(clock.now(), minutes(30)) }))).toBe('effectiveFrom pricePlanned')
    expect(await problemOf(setInstancePrice(ctx, { id, currency: 'USD', hour: '0.03', keptHour: '0', effectiveFrom: plus(clock.now(), -minutes(30)) }))).toBe('effectiveFrom inThePast')
    expect((await listAllInstanceSizes(operator, {})).data.find((one) => one.id === id)).toMatchObject({ isRetired: true, instances: 0, plans: [] })
  })

  it('keeps what its instances were sold with', async () => {
    const sizeId = await ownSize(renter)
    const same = { id: sizeId, nameEn: 'Own', nameAr: 'خاص', memoryMib: 256, cpuMillis: 500, pids: 64, storageMib: 512, slots: 2, requestsPerMinute: 60 }
    await saveInstanceSize(operator, { ...same, memoryMib: 300 })
    await saveInstanceSize(operator, same)
    await instanceOf(renter, { sizeId })
    expect(await problemOf(saveInstanceSize(operator, { ...same, memoryMib: 128 }))).toBe('memoryMib sizeInUse')
    expect(await saveInstanceSize(operator, { ...same, nameEn: 'Renamed', isRetired: true })).toMatchObject({ name: { en: 'Renamed' }, isRetired: true, instances: 1 })
  })
})

describe('a model for instances', () => {
  it('is a file of the folder of models, or a name of its engine’s own', async () => {
    const draft = { nameEn: 'Other', nameAr: 'آخر', descriptionEn: 'Another', descriptionAr: 'نموذج آخر', contextTokens: 4_096, sizeMib: 100, minMemoryMib: 300, isRetired: true }
    const code = newId('imd').slice(-20).toLowerCase()
    for (const ref of ['../secrets.gguf', '/etc/passwd', 'a/b.gguf', '.hidden.gguf', 'model.bin']) expect(await problemOf(saveInstanceModel(operator, { ...draft, code, engine: 'llama-server', ref }))).toBe('ref modelFile')
    expect(await problemOf(saveInstanceModel(operator, { ...draft, code, engine: 'ollama', ref: '--help' }))).toBe('ref invalidFormat')
    const { id } = await saveInstanceModel(operator, { ...draft, code, engine: 'ollama', ref: 'library/qwen2:0.5b' })
    expect((await listAllInstanceModels(operator, {})).data.find((one) => one.id === id)).toMatchObject({ ref: 'library/qwen2:0.5b', minMemoryBytes: 314_572_800, isRetired: true, instances: 0 })
    expect(await problemOf(saveInstanceModel(operator, { ...draft, code, engine: 'ollama', ref: 'x' }))).toBe('code taken')
  })
})
