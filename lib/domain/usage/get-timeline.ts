import { query } from '../command'
import { rangeOf } from './range'
import { UsageTimelineInput } from './schema'
import { timelineOf } from './timeline'
import type { UsageTimelineView } from './view'

/** Usage over time from the hourly roll-ups; days are those of the client's time zone. Buckets without usage are absent. */
export const getTimeline = query('usage.getTimeline', UsageTimelineInput, async ({ db, clientId, clock }, input): Promise<UsageTimelineView> => {
  const range = rangeOf(input, clock.now())
  const client = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { currency: true, profile: { select: { timeZone: true } } } })
  const timeZone = client.profile?.timeZone ?? 'UTC'
  const points = await timelineOf(db, { ...range, ...input, clientId, timeZone, from: range.from, to: range.to })
  return { ...range, bucket: input.bucket, timeZone, currency: client.currency, points }
})
