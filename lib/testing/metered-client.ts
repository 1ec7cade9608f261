import { platformDb } from '@/lib/db/platform-db'
import { days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { LimitSizes } from '@/lib/domain/gateway/limit-sizes'
import { createTestClient, type TestClient } from './contexts'

export type Metered = TestClient & { secret: string; keyId: string; model: string; periodId: string }

type Options = {
  upstreams: string[]
  upstreamTimeoutMs?: number
  price?: { inputMicrosPerMillion?: bigint; cachedInputMicrosPerMillion?: bigint; outputMicrosPerMillion?: bigint; requestMicros?: bigint }
  includedTokens?: bigint
  walletPicos?: bigint
  spendLimitPicos?: bigint
  requestsPerMinute?: number
  tokensPerMinute?: number
  /** Beyond the minute; none by default. */
  plan?: Partial<Record<'requestsPerHour' | 'requestsPerDay' | 'concurrentRequests' | 'keyRequestsPerDay' | 'keyConcurrentRequests', number>>
  key?: Partial<LimitSizes> & { models?: string[]; spendCapDayMicros?: bigint; spendCapWeekMicros?: bigint; spendCapMonthMicros?: bigint }
}

/** A client with a plan of its own, a running period, a wallet, a key and a model that the given servers answer for. $0.20 and $0.60 a million tokens. */
export async function createMeteredClient(options: Options): Promise<Metered> {
  const client = await createTestClient()
  const now = new Date()
  const [planId, planVersionId, subscriptionId, periodId, modelId] = [newId('pln'), newId('plv'), newId('sub'), newId('prd'), newId('mdl')]
  const model = `model-${modelId.slice(-10).toLowerCase()}`
  await platformDb.plan.create({ data: { id: planId, code: planId, rank: 9, isPublic: false, createdAt: now } })
  await platformDb.planVersion.create({ data: {
    id: planVersionId, planId, version: 1, name: { en: 'T', ar: 'T' }, description: { en: '', ar: '' }, includedTokens: options.includedTokens ?? 0n,
    requestsPerMinute: options.requestsPerMinute ?? 100_000, tokensPerMinute: options.tokensPerMinute ?? 100_000_000, maxOutputTokens: 1_000, maxKeys: 3, overage: 'allow', publishedAt: now, ...options.plan,
  } })
  await platformDb.subscription.create({ data: {
    id: subscriptionId, clientId: client.clientId, planVersionId, interval: 'month', currency: 'USD', amountMinor: 0n, status: 'active', anchorDay: 1, timeZone: 'UTC',
    currentPeriodStart: plus(now, -days(1)), currentPeriodEnd: plus(now, days(29)), createdAt: now, updatedAt: now,
  } })
  await platformDb.usagePeriod.create({ data: {
    id: periodId, clientId: client.clientId, subscriptionId, startsAt: plus(now, -days(1)), endsAt: plus(now, days(29)), currency: 'USD',
    includedTokens: options.includedTokens ?? 0n, spendLimitPicos: options.spendLimitPicos ?? 0n,
  } })
  await platformDb.wallet.create({ data: { id: newId('wal'), clientId: client.clientId, currency: 'USD', balancePicos: options.walletPicos ?? 0n, updatedAt: now } })
  await platformDb.model.create({ data: { id: modelId, slug: model, name: model, description: {}, kind: 'chat', contextTokens: 8_192, maxOutputTokens: 500, createdAt: now } })
  await platformDb.modelPrice.create({ data: { id: newId('prc'), modelId, currency: 'USD', inputMicrosPerMillion: 200_000n, cachedInputMicrosPerMillion: 100_000n, outputMicrosPerMillion: 600_000n, ...options.price, effectiveFrom: plus(now, -days(1)), createdAt: now } })
  await platformDb.planModel.create({ data: { planVersionId, modelId } })
  for (const [priority, baseUrl] of options.upstreams.entries()) {
    const upstreamId = newId('ups')
    await platformDb.upstream.create({ data: { id: upstreamId, name: upstreamId, baseUrl, timeoutMs: options.upstreamTimeoutMs ?? 60_000, createdAt: now, updatedAt: now } })
    await platformDb.modelUpstream.create({ data: { modelId, upstreamId, upstreamModel: 'up', priority } })
  }
  const { mintSecret } = await import('@/lib/domain/keys/secret')
  const [minted, keyId] = [mintSecret(), newId('key')]
  const { models = [], ...limits } = options.key ?? {}
  await platformDb.apiKey.create({ data: {
    id: keyId, clientId: client.clientId, name: 'Test', hash: minted.hash, hint: minted.hint, scopes: ['inference'], models, ...limits, createdAt: now,
  } })
  return { ...client, secret: minted.text, keyId, model, periodId }
}

/** The client's books as they stand: what the invariants are about. `everHeld`: with those that are closed, of which there is the usage row. */
export async function books({ clientId, periodId, keyId }: Metered) {
  const [wallet, period, holds, events, metrics, keySpend] = await Promise.all([
    platformDb.wallet.findUniqueOrThrow({ where: { clientId } }),
    platformDb.usagePeriod.findUniqueOrThrow({ where: { id: periodId } }),
    platformDb.hold.findMany({ where: { clientId } }),
    platformDb.usageEvent.findMany({ where: { clientId }, orderBy: { id: 'asc' } }),
    platformDb.usageMetrics.findMany({ where: { clientId } }),
    platformDb.keySpend.findUnique({ where: { keyId } }),
  ])
  return { wallet, period, openHolds: holds.length, everHeld: holds.length + events.length, holds, events, metrics, keySpend }
}
