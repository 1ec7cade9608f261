import { platformDb } from '@/lib/db/platform-db'
import type { Prisma } from '@/lib/db/generated/client'
import type { ClientCtx } from '@/lib/domain/context'
import { FixedClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { as, createTestClient, noProviders, type TestClient } from './contexts'

export type BilledClient = TestClient & { clock: FixedClock; system: ClientCtx; subscriptionId: string; model: string }

type Options = {
  now: Date
  currency?: string
  country?: string
  plan?: Partial<Prisma.PlanVersionUncheckedCreateInput>
  tiers?: Omit<Prisma.PlanUsageTierUncheckedCreateInput, 'id' | 'planVersionId' | 'position'>[]
}

/** A client on a plan of its own with a running subscription, a fixed clock and the sandbox to pay with; usage is written, not metered. */
export async function createBilledClient({ now, currency = 'USD', country = 'US', plan = {}, tiers = [] }: Options): Promise<BilledClient> {
  const clock = new FixedClock(now)
  const client = await createTestClient({ clock, currency, country, providers: { ...noProviders, payments: configuredPayments(clock) } })
  const { clientId } = client
  const [planId, planVersionId, subscriptionId] = [newId('pln'), newId('plv'), newId('sub')]
  await platformDb.plan.create({ data: { id: planId, code: planId, rank: 9, isPublic: false, createdAt: now } })
  await platformDb.planVersion.create({ data: {
    id: planVersionId, planId, version: 1, name: { en: 'Plan', ar: 'Plan' }, description: { en: '', ar: '' }, includedTokens: 1_000n, requestsPerMinute: 60,
    tokensPerMinute: 1_000, maxOutputTokens: 1_000, maxKeys: 3, overage: 'allow', publishedAt: now, ...plan,
  } })
  if (tiers.length > 0) await platformDb.planUsageTier.createMany({ data: tiers.map((tier, position) => ({ id: newId('tir'), planVersionId, position, ...tier })) })
  await platformDb.subscription.create({ data: {
    id: subscriptionId, clientId, planVersionId, interval: 'month', currency, amountMinor: 0n, status: 'active', anchorDay: 1, timeZone: 'UTC',
    currentPeriodStart: now, currentPeriodEnd: new Date('2030-01-01T00:00:00Z'), createdAt: now, updatedAt: now,
  } })
  await platformDb.wallet.create({ data: { id: newId('wal'), clientId, currency, updatedAt: now } })
  return { ...client, clock, system: as(client.ctx, { kind: 'system', job: 'test' }), subscriptionId, model: 'nicholas-core' }
}

/** A period of usage, half-open. */
export async function addPeriod({ clientId, subscriptionId }: BilledClient, startsAt: string, endsAt: string, currency = 'USD', spendLimitPicos = 10n ** 16n): Promise<string> {
  const id = newId('prd')
  await platformDb.usagePeriod.create({ data: {
    id, clientId, subscriptionId, startsAt: new Date(startsAt), endsAt: new Date(endsAt), currency, includedTokens: 1_000n, spendLimitPicos,
  } })
  return id
}

/** One request that overage paid for, as the gateway settles it. */
export async function addOverage(client: BilledClient, usagePeriodId: string, picos: bigint, { model = client.model, tokens = 1_000, walletPicos = 0n } = {}): Promise<void> {
  await platformDb.usageEvent.create({ data: {
    id: newId('req'), clientId: client.clientId, modelId: model, modelSlug: model, modelPriceId: 'prc', usagePeriodId, endpoint: 'chat', source: 'api', isStream: false,
    status: 'ok', httpStatus: 200, inputTokens: tokens, outputTokens: 0, currency: 'USD', costPicos: picos + walletPicos, allowanceTokens: 0n, walletPicos, overagePicos: picos,
    latencyMs: 1, createdAt: client.clock.now(),
  } })
  await platformDb.usagePeriod.update({ where: { id: usagePeriodId }, data: { overagePicos: { increment: picos } } })
}
