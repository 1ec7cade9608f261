import { platformDb } from '@/lib/db/platform-db'
import { days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { mintInstanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import { seedCatalog } from '@/prisma/seed/catalog'
import { createTestClient, type TestClient } from './contexts'

/** An instance as a row: small, of the house model, wanted to run, in the status given. */
export async function instanceOf({ clientId }: Pick<TestClient, 'clientId'>, columns: Partial<Parameters<typeof platformDb.privateInstance.create>[0]['data']> = {}): Promise<string> {
  const [id, now] = [newId('ins'), new Date()]
  const size = await platformDb.instanceSize.findUniqueOrThrow({ where: { code: 'small' }, select: { id: true } })
  const model = await platformDb.instanceModel.findUniqueOrThrow({ where: { code: 'house-mini' }, select: { id: true } })
  await platformDb.privateInstance.create({ select: { id: true }, data: {
    id, clientId, name: id.slice(-12).toLowerCase(), sizeId: size.id, modelId: model.id, driver: 'process', contextTokens: 1_024, ...mintInstanceSecret(id), desired: 'running', status: 'running',
    statusSince: now, observedGeneration: 1, readyAt: now, billedUntil: now, createdAt: now, updatedAt: now, ...columns,
  } as Parameters<typeof platformDb.privateInstance.create>[0]['data'] })
  return id
}

/** A machine with room for anything, seen just now. */
export async function roomyHost(): Promise<void> {
  const seen = { isolation: 'strong', memoryBytes: 10n ** 15n, cpuMillis: 1_000_000_000, storageBytes: 10n ** 15n, seenAt: new Date() }
  await platformDb.instanceHost.upsert({ where: { id: 'process test-room' }, update: seen, create: { id: 'process test-room', driver: 'process', enforced: {}, ...seen } })
}

/** A size as small as `small` that nobody else has, offered on the client's plan at $0.02 an hour. */
export async function ownSize({ clientId }: Pick<TestClient, 'clientId'>): Promise<string> {
  const [id, now] = [newId('isz'), new Date()]
  const { planVersionId } = await platformDb.subscription.findFirstOrThrow({ where: { clientId }, select: { planVersionId: true } })
  const { id: _id, code: _code, ...small } = await platformDb.instanceSize.findUniqueOrThrow({ where: { code: 'small' } })
  await platformDb.instanceSize.create({ data: { ...small, id, code: id.toLowerCase(), name: { en: 'Own', ar: 'خاص' } }, select: { id: true } })
  await platformDb.instancePrice.create({ data: { id: newId('ipr'), sizeId: id, currency: 'USD', hourMicros: 20_000n, keptHourMicros: 1_000n, effectiveFrom: plus(now, -days(400)), createdAt: now } })
  await platformDb.planInstanceSize.create({ data: { planVersionId, sizeId: id } })
  return id
}

type Options = { maxInstances?: number; walletPicos?: bigint; spendLimitPicos?: bigint }

/** A client on a plan of its own with every seeded size, and money: $5 unless told otherwise. */
export async function createRenter({ maxInstances = 3, walletPicos = 5n * 10n ** 12n, spendLimitPicos = 0n }: Options = {}): Promise<TestClient> {
  await seedCatalog(platformDb, new Date())
  await roomyHost()
  const client = await createTestClient()
  const now = new Date()
  const [planId, planVersionId, subscriptionId] = [newId('pln'), newId('plv'), newId('sub')]
  await platformDb.plan.create({ data: { id: planId, code: planId, rank: 9, isPublic: false, createdAt: now } })
  await platformDb.planVersion.create({ data: {
    id: planVersionId, planId, version: 1, name: { en: 'T', ar: 'T' }, description: { en: '', ar: '' }, includedTokens: 0n, requestsPerMinute: 1_000, tokensPerMinute: 1_000_000,
    maxOutputTokens: 1_000, maxKeys: 3, maxInstances, overage: 'allow', publishedAt: now,
  } })
  const sizes = await platformDb.instanceSize.findMany({ where: { code: { in: ['small', 'medium'] } }, select: { id: true } })
  await platformDb.planInstanceSize.createMany({ data: sizes.map(({ id }) => ({ planVersionId, sizeId: id })) })
  await platformDb.subscription.create({ data: {
    id: subscriptionId, clientId: client.clientId, planVersionId, interval: 'month', currency: 'USD', amountMinor: 0n, status: 'active', anchorDay: 1, timeZone: 'UTC',
    currentPeriodStart: plus(now, -days(1)), currentPeriodEnd: plus(now, days(29)), createdAt: now, updatedAt: now,
  } })
  await platformDb.usagePeriod.create({ data: {
    id: newId('prd'), clientId: client.clientId, subscriptionId, startsAt: plus(now, -days(1)), endsAt: plus(now, days(29)), currency: 'USD', includedTokens: 0n, spendLimitPicos,
  } })
  await platformDb.wallet.create({ data: { id: newId('wal'), clientId: client.clientId, currency: 'USD', balancePicos: walletPicos, updatedAt: now } })
  return client
}
