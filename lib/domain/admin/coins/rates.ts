import type { Db } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { hours, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { parsePicos } from '@/lib/kernel/rate'
import { coinAssets } from '@/lib/providers/chains/types'
import { findRate, usableUntil, type RateOf } from '../../billing/coins/find-rate'
import { StoredSources } from '../../billing/platform/coins/refresh-rates'
import { picosText } from '../../billing/coins/units'
import { platformCommand, platformQuery } from '../../platform/command'
import { NoInput } from '../schema'
import { SetStaticRateInput } from './schema'
import type { CoinRateView } from './view'

async function rateView(db: Db, of: RateOf, now: Date): Promise<CoinRateView> {
  const { asset, currency } = of
  const found = await findRate(db, of, now)
  if (!found.usable) {
    return {
      asset, currency, rate: null, problem: found.problem, isFresh: false, isStatic: false, observedAt: found.observedAt, validUntil: null, sources: StoredSources.parse(found.sources), spreadBps: env().COIN_RATE_SPREAD_BPS, setById: null,
    }
  }
  const { rate, isFresh, isStatic, observedAt, sources, spreadBps, setById } = found.usable
  return { asset, currency, rate, problem: null, isFresh, isStatic, observedAt, validUntil: usableUntil(found.usable), sources: StoredSources.parse(sources), spreadBps, setById }
}

/** What every coin is worth now in the currencies that plans are sold in, and why there is no rate where there is none. */
export const listCoinRates = platformQuery('admin.listCoinRates', NoInput, async ({ db, clock }): Promise<{ data: CoinRateView[] }> => {
  const sold = await db.planPrice.findMany({ distinct: ['currency'], select: { currency: true } })
  const currencies = [...new Set([env().BASE_CURRENCY, ...sold.map(({ currency }) => currency)])]
  const pairs = currencies.flatMap((currency) => coinAssets.map((asset) => ({ asset, currency, mode: env().BILLING_MODE })))
  const data = []
  for (const pair of pairs) data.push(await rateView(db, pair, clock.now()))
  return { data }
})

/**
 * Says what a coin is worth for at most a day. It is used while no source tells a rate.
 * @throws DomainError unsupported in live mode unless the operator allows it
 */
export const setStaticRate = platformCommand('admin.setStaticRate', SetStaticRateInput, async (ctx, { asset, currency, rate, validHours }): Promise<CoinRateView> => {
  const { BILLING_MODE: mode, ALLOW_STATIC_RATES: isAllowed } = env()
  if (mode === 'live' && !isAllowed) throw new DomainError('unsupported', { internal: 'set ALLOW_STATIC_RATES=1 to set rates by hand in live mode' })
  const now = ctx.clock.now()
  const id = newId('crt', now)
  await ctx.db.coinRate.create({ select: { id: true }, data: {
    id, asset, currency, isStatic: true, state: 'accepted', rate: picosText(parsePicos(rate) ?? 0n), observedAt: now, validUntil: plus(now, hours(validHours)), createdAt: now,
    setById: ctx.actor.kind === 'staff' ? ctx.actor.userId : null,
  } })
  await ctx.record(id, { asset, currency, rate, validHours })
  return rateView(ctx.db, { asset, currency, mode }, now)
})
