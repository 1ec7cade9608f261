import { z } from 'zod'
import { platformDb } from '@/lib/db/platform-db'
import type { PlatformCtx } from '@/lib/domain/context'
import { toJson } from '@/lib/domain/events/record'
import { env } from '@/lib/env'
import { minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { log } from '@/lib/log'
import { coinAssets } from '@/lib/providers/chains/types'
import type { RatePair, RateQuote, RateSource } from '@/lib/providers/rates/types'
import { judgeRate, type Judged } from '../../coins/judge-rate'

export type RatesReport = { accepted: number; refused: number; silent: string[] }

/** A rate that has leapt is held against the one before for so long. */
const lookBackMs = minutes(10)

/** Every coin in every currency that plans are sold in. Dollars always: how sure a payment must be is decided by its value in them. */
async function pairsWanted(): Promise<RatePair[]> {
  const sold = await platformDb.planPrice.findMany({ distinct: ['currency'], select: { currency: true } })
  const currencies = [...new Set(['USD', env().BASE_CURRENCY, ...sold.map(({ currency }) => currency)])].sort()
  return currencies.flatMap((currency) => coinAssets.map((asset) => ({ asset, currency })))
}

/** All sources at once; one that does not answer is left out and named. */
async function answersOf(sources: readonly RateSource[], pairs: readonly RatePair[], now: Date): Promise<{ quotes: RateQuote[]; silent: string[] }> {
  const answers = await Promise.allSettled(sources.map((source) => source.fetch(pairs, now)))
  return {
    quotes: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
    silent: sources.filter((_source, at) => answers[at]?.status === 'rejected').map(({ id }) => id),
  }
}

async function store({ asset, currency }: RatePair, judged: Judged, now: Date): Promise<void> {
  const { state, last } = judged
  const sources = toJson(judged.quotes.map((one) => ({ source: one.source, bid: one.bid, last: one.last, observedAt: (one.sourceTime ?? one.observedAt).toISOString() })))
  await platformDb.coinRate.create({ select: { id: true }, data: {
    id: newId('crt', now), asset, currency, state, last, sources, spreadBps: env().COIN_RATE_SPREAD_BPS, observedAt: now, createdAt: now,
    ...(judged.state === 'accepted' ? { rate: judged.rate } : { problem: judged.problem }),
  } })
}

/**
 * Asks all sources and keeps what they come to, pair by pair. To be run each minute. A refused price is kept as refused, so that
 * the coin cannot be chosen until it is right again; where no source answered nothing is kept and the last one ages.
 */
export async function refreshRates({ clock, providers }: Pick<PlatformCtx, 'clock' | 'providers'>): Promise<RatesReport> {
  const report: RatesReport = { accepted: 0, refused: 0, silent: [] }
  if (providers.rates.length === 0) return report
  const pairs = await pairsWanted()
  const { quotes, silent } = await answersOf(providers.rates, pairs, clock.now())
  const now = clock.now()
  for (const pair of pairs) {
    const { asset, currency } = pair
    const before = await platformDb.coinRate.findFirst({
      where: { asset, currency, isStatic: false, state: 'accepted', observedAt: { gte: plus(now, -lookBackMs), lte: now } }, orderBy: { observedAt: 'desc' },
      select: { last: true, observedAt: true },
    })
    const judged = judgeRate(quotes.filter((one) => one.asset === asset && one.currency === currency), {
      now, before: before?.last ? { last: before.last, observedAt: before.observedAt } : null, spreadBps: env().COIN_RATE_SPREAD_BPS,
    })
    if (!judged) continue
    await store(pair, judged, now)
    report[judged.state] += 1
    if (judged.state === 'refused') log.error({ asset, currency, problem: judged.problem, quotes: judged.quotes.map(({ source, last }) => `${source} ${last}`) }, 'a coin’s rate is not believed: it cannot be chosen')
  }
  return { ...report, silent }
}

/** The shape that rates' sources are kept in. */
export const StoredSources = z.array(z.object({ source: z.string(), bid: z.string(), last: z.string(), observedAt: z.coerce.date() }))
