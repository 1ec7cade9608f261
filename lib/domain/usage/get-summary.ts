import { query } from '../command'
import { summed, toFigures } from './figures'
import { rangeOf } from './range'
import { UsageRangeInput } from './schema'
import type { UsageSummaryView } from './view'

/** One range in one line. */
export const getSummary = query('usage.getSummary', UsageRangeInput, async ({ db, clientId, clock }, input): Promise<UsageSummaryView> => {
  const range = rangeOf(input, clock.now())
  const [client, sums] = await Promise.all([
    db.client.findUniqueOrThrow({ where: { id: clientId }, select: { currency: true } }),
    db.usageMetrics.aggregate({ where: { clientId, hour: { gte: range.from, lt: range.to } }, _sum: summed }),
  ])
  return { ...range, currency: client.currency, ...toFigures(sums._sum) }
})
