import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import { costPicos, type Rate } from '@/lib/kernel/rate'
import { utcWindow, utcWindows } from '@/lib/kernel/utc-window'

export type PricedModel = { id: string; slug: string; kind: string; upstreamId: string; maxOutputTokens: number; price: Rate & { id: string } }

type Owner = { clientId: string; keyId: string; usagePeriodId: string }

/** The same sequence on every machine (mulberry32), so that a demo looks the same to everybody. */
export function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What can be called and what it costs at `at`, as the price book says. */
export async function pricedModels(db: Db, at: Date): Promise<PricedModel[]> {
  const rows = await db.model.findMany({
    where: { retiredAt: null },
    orderBy: { slug: 'asc' },
    select: {
      id: true, slug: true, kind: true, maxOutputTokens: true,
      upstreams: { orderBy: { priority: 'asc' }, take: 1, select: { upstreamId: true } },
      prices: {
        where: { currency: 'USD', effectiveFrom: { lte: at }, OR: [{ effectiveTo: null }, { effectiveTo: { gt: at } }] }, take: 1,
        select: { id: true, currency: true, inputMicrosPerMillion: true, cachedInputMicrosPerMillion: true, outputMicrosPerMillion: true, requestMicros: true },
      },
    },
  })
  return rows.flatMap(({ upstreams, prices, ...model }) => {
    const [upstream, price] = [upstreams[0], prices[0]]
    return upstream && price ? [{ ...model, upstreamId: upstream.upstreamId, price }] : []
  })
}

/** One request as it would have been settled: inside the plan's allowance, priced by the price book. */
function eventAt(owner: Owner, model: PricedModel, at: Date, random: () => number): Prisma.UsageEventCreateManyInput {
  const isChat = model.kind === 'chat'
  const isStream = isChat && random() < 0.6
  const isError = random() < 0.015
  const inputTokens = isError ? 0 : 20 + Math.floor(random() * (isChat ? 320 : 120))
  const outputTokens = isError || !isChat ? 0 : 16 + Math.floor(random() * Math.min(220, model.maxOutputTokens - 16))
  const firstTokenMs = 90 + Math.floor(random() * 220)
  return {
    id: newId('req', at), ...owner, modelId: model.id, modelSlug: model.slug, upstreamId: model.upstreamId, modelPriceId: model.price.id,
    endpoint: isChat ? 'chat' : 'embeddings', source: 'api', isStream, status: isError ? 'error' : 'ok', httpStatus: isError ? 502 : 200,
    errorCode: isError ? 'upstream_failed' : null, inputTokens, outputTokens, currency: model.price.currency,
    costPicos: isError ? 0n : costPicos(model.price, { input: inputTokens, cachedInput: 0, output: outputTokens }),
    allowanceTokens: BigInt(inputTokens + outputTokens), walletPicos: 0n, overagePicos: 0n,
    latencyMs: firstTokenMs + outputTokens * 9, firstTokenMs: isStream ? firstTokenMs : null, createdAt: at,
  }
}

/** Requests of each hour from `from` to `to`: busy by day, quiet by night and on Fridays and Saturdays. */
export function historyBetween(owner: Owner, models: readonly PricedModel[], from: Date, to: Date, random: () => number): Prisma.UsageEventCreateManyInput[] {
  const events: Prisma.UsageEventCreateManyInput[] = []
  for (let hour = from.getTime(); hour < to.getTime(); hour += 3_600_000) {
    const [clock, day] = [new Date(hour).getUTCHours(), new Date(hour).getUTCDay()]
    const busy = (clock >= 5 && clock < 16 ? 2.6 : 0.35) * (day === 5 || day === 6 ? 0.35 : 1)
    for (let count = Math.floor(busy * random() * 1.6 + random() * 0.6); count > 0; count--) {
      const at = new Date(Math.min(hour + Math.floor(random() * 3_600_000), to.getTime() - 1))
      const model = models[Math.floor(random() ** 1.7 * models.length)]
      if (model) events.push(eventAt(owner, model, at, random))
    }
  }
  return events.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/**
 * Stores settled requests of one client with everything that settling keeps in step: the hourly roll-ups,
 * the period's used tokens, what the key has spent. Runs inside the caller's transaction.
 */
export async function insertHistory(db: Db, owner: Owner, events: readonly Prisma.UsageEventCreateManyInput[], now: Date): Promise<void> {
  if (events.length === 0) return
  await db.usageEvent.createMany({ data: [...events] })
  await db.$executeRaw`
    INSERT INTO "UsageMetrics" ("clientId", "hour", "keyId", "modelId", "currency", "requests", "errors", "inputTokens", "outputTokens",
      "costPicos", "billedPicos", "latencyMsSum")
    SELECT "clientId", date_trunc('hour', "createdAt", 'UTC'), coalesce("keyId", ''), "modelId", "currency", count(*),
      count(*) FILTER (WHERE "status" = 'error'), sum("inputTokens"), sum("outputTokens"), sum("costPicos"), sum("walletPicos" + "overagePicos"), sum("latencyMs")
    FROM "UsageEvent" WHERE "usagePeriodId" = ${owner.usagePeriodId} AND "clientId" = ${owner.clientId}
    GROUP BY 1, 2, 3, 4, 5`
  await db.$executeRaw`
    UPDATE "UsagePeriod" SET "usedTokens" = (SELECT coalesce(sum("allowanceTokens"), 0) FROM "UsageEvent" WHERE "usagePeriodId" = ${owner.usagePeriodId})
    WHERE "id" = ${owner.usagePeriodId}`
  const [day, week, month] = utcWindows.map((window) => utcWindow(window, now).start)
  await db.$executeRaw`
    INSERT INTO "KeySpend" ("keyId", "clientId", "dayStart", "dayPicos", "weekStart", "weekPicos", "monthStart", "monthPicos")
    SELECT "keyId", "clientId", ${day}, coalesce(sum("costPicos") FILTER (WHERE "hour" >= ${day}), 0), ${week}, coalesce(sum("costPicos") FILTER (WHERE "hour" >= ${week}), 0),
      ${month}, coalesce(sum("costPicos") FILTER (WHERE "hour" >= ${month}), 0)
    FROM "UsageMetrics" WHERE "clientId" = ${owner.clientId} AND "keyId" = ${owner.keyId} GROUP BY 1, 2`
  await db.apiKey.update({
    where: { clientId_id: { clientId: owner.clientId, id: owner.keyId } }, data: { lastUsedAt: events.at(-1)?.createdAt ?? null }, select: { id: true },
  })
}
