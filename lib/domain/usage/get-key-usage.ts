import { notFound } from '@/lib/kernel/error'
import { query } from '../command'
import { summed, toFigures } from './figures'
import { rangeOf } from './range'
import { KeyUsageInput } from './schema'
import { timelineOf } from './timeline'
import type { KeyUsageView } from './view'

/** What one key was used for in a range: the sum, by model over time. @throws DomainError not_found, invalid_input */
export const getKeyUsage = query('usage.getKeyUsage', KeyUsageInput, async ({ db, clientId, clock }, { id, bucket, ...asked }): Promise<KeyUsageView> => {
  const range = rangeOf(asked, clock.now())
  const key = await db.apiKey.findFirst({ where: { id, clientId }, select: { client: { select: { currency: true, profile: { select: { timeZone: true } } } } } })
  if (!key) throw notFound('key')
  const timeZone = key.client.profile?.timeZone ?? 'UTC'
  const [sums, points] = await Promise.all([
    db.usageMetrics.aggregate({ where: { clientId, keyId: id, hour: { gte: range.from, lt: range.to } }, _sum: summed }),
    timelineOf(db, { ...range, clientId, timeZone, bucket, groupBy: 'model', keyId: id }),
  ])
  return { keyId: id, ...range, bucket, timeZone, currency: key.client.currency, total: toFigures(sums._sum), points }
})
