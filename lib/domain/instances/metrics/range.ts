import { days, hours } from '@/lib/kernel/clock'
import type { MetricRange } from '../schema'

/** A range is shown in at most 300 buckets. Those of whole hours are filled from the hourly roll-ups of usage. */
export const rangeOf: Readonly<Record<MetricRange, { ms: number; bucketSeconds: number }>> = {
  '1h': { ms: hours(1), bucketSeconds: 15 },
  '24h': { ms: days(1), bucketSeconds: 300 },
  '7d': { ms: days(7), bucketSeconds: 3_600 },
  '30d': { ms: days(30), bucketSeconds: 3 * 3_600 },
  '90d': { ms: days(90), bucketSeconds: 8 * 3_600 },
}

export type Span = { from: Date; to: Date; bucketSeconds: number }
