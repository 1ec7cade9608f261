import type { Db } from '@/lib/db/transaction'
import { localDate, startOfDay } from '../calendar'
import type { AutoTopUpView } from './view'

/** What automatic top-ups have bought, or are buying, since the first of the month in the client's own zone. */
export async function boughtThisMonth(db: Db, clientId: string, now: Date, timeZone: string): Promise<bigint> {
  const { year, month } = localDate(now, timeZone)
  const since = startOfDay({ year, month, day: 1 }, timeZone)
  const { _sum } = await db.walletTopUp.aggregate({
    where: { clientId, isAutomatic: true, state: { in: ['pending', 'credited'] }, createdAt: { gte: since } }, _sum: { amountMinor: true },
  })
  return _sum.amountMinor ?? 0n
}

/** The client's order, or null when it never gave one. */
export async function autoTopUpOf(db: Db, clientId: string, now: Date, timeZone: string): Promise<AutoTopUpView | null> {
  const row = await db.autoTopUp.findUnique({
    where: { clientId },
    select: { isEnabled: true, currency: true, thresholdMinor: true, amountMinor: true, monthlyCapMinor: true, pausedAt: true, pauseReason: true },
  })
  if (!row) return null
  return { ...row, pauseReason: row.pauseReason as AutoTopUpView['pauseReason'], boughtThisMonthMinor: await boughtThisMonth(db, clientId, now, timeZone) }
}
