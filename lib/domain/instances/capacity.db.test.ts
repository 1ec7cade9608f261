import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'

// No other suite runs instances there, so all that is promised on it is this suite's.
vi.hoisted(() => { process.env.INSTANCE_DRIVERS = 'kubernetes' })

const { platformDb } = await import('@/lib/db/platform-db')
const { closePool } = await import('@/lib/db/pool')
const { minutes, plus } = await import('@/lib/kernel/clock')
const { createRenter } = await import('@/lib/testing/instances')
const { createInstance, deleteInstance, previewInstance, resizeInstance } = await import('./index')

type Ctx = Awaited<ReturnType<typeof createRenter>>['ctx']
const small = 268_435_456n
const host = 'kubernetes capacity-test'
const report = (columns: object) => platformDb.instanceHost.update({ where: { id: host }, data: columns })
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'went through', (error: unknown) => String(Reflect.get(Object(error), 'code')))

let made = 0
async function rent(ctx: Ctx, sizeId = 'small') {
  const { frozenAt, hash } = await previewInstance(ctx, { sizeId })
  return createInstance(ctx, { name: `one-${made++}`, sizeId, modelId: 'house-mini', frozenAt, hash })
}

async function promisedMemory(): Promise<bigint> {
  const rows = await platformDb.privateInstance.findMany({ where: { driver: 'kubernetes', desired: { not: 'deleted' } }, select: { size: { select: { memoryBytes: true } } } })
  return rows.reduce((sum, { size }) => sum + size.memoryBytes, 0n)
}

let [a, b]: Awaited<ReturnType<typeof createRenter>>[] = []
beforeAll(async () => {
  ;[a, b] = [await createRenter({ maxInstances: 20 }), await createRenter({ maxInstances: 20 })]
  await platformDb.instanceHost.upsert({
    where: { id: host }, update: {},
    create: { id: host, driver: 'kubernetes', isolation: 'strong', enforced: {}, memoryBytes: 0n, cpuMillis: 1_000_000_000, storageBytes: 10n ** 15n, seenAt: new Date() },
  })
})
beforeEach(() => report({ isolation: 'strong', seenAt: new Date(), memoryBytes: 10n ** 15n, cpuMillis: 1_000_000_000, storageBytes: 10n ** 15n }))
afterAll(closePool)

const ctxOf = (one: typeof a): Ctx => { if (!one) throw new Error('no renter'); return one.ctx }

it('is given to as many as fit, over all clients that ask at once', async () => {
  await report({ memoryBytes: (await promisedMemory()) + 4n * small + 1n })
  const outcomes = await Promise.all([a, b, a, b, a, b, a, b].map((one) => codeOf(rent(ctxOf(one)))))
  expect(outcomes.toSorted()).toEqual([...Array<string>(4).fill('no_capacity'), ...Array<string>(4).fill('went through')])
})

it('is free again once one is to be deleted, except for its storage', async () => {
  const ctx = ctxOf(a)
  const { id } = await rent(ctx)
  await report({ memoryBytes: await promisedMemory() })
  expect((await previewInstance(ctx, { sizeId: 'small' })).refusals).toEqual(['capacity'])
  await deleteInstance(ctx, { id })
  expect((await previewInstance(ctx, { sizeId: 'small' })).refusals).toEqual([])
  const kept = await platformDb.privateInstance.findMany({ where: { driver: 'kubernetes', status: { not: 'deleted' } }, select: { size: { select: { storageBytes: true } } } })
  await report({ memoryBytes: 10n ** 15n, storageBytes: kept.reduce((sum, { size }) => sum + size.storageBytes, 0n) })
  expect((await previewInstance(ctx, { sizeId: 'small' })).refusals).toEqual(['capacity'])
})

it('counts a resized instance once', async () => {
  const ctx = ctxOf(a)
  const { id } = await rent(ctx)
  await report({ memoryBytes: (await promisedMemory()) - small + 1_073_741_824n })
  const { frozenAt, hash, refusals } = await previewInstance(ctx, { id, sizeId: 'medium' })
  expect(refusals).toEqual([])
  expect(await codeOf(resizeInstance(ctx, { id, sizeId: 'medium', frozenAt, hash }))).toBe('went through')
})

it('is not that of a machine unseen for minutes, nor of one that keeps instances apart less than the size asks', async () => {
  const ctx = ctxOf(b)
  expect(await codeOf(rent(ctx))).toBe('went through')
  await report({ seenAt: plus(new Date(), -minutes(6)) })
  expect(await codeOf(rent(ctx))).toBe('no_capacity')
  await report({ seenAt: new Date(), isolation: 'process-only' })
  expect(await codeOf(rent(ctx))).toBe('no_capacity')
  await report({ isolation: 'partial' })
  expect(await codeOf(rent(ctx))).toBe('went through')
})
