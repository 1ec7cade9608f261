import { notFound } from '@/lib/kernel/error'
import { scaledToDecimal } from '@/lib/kernel/money'
import { utcWindow, utcWindows, type UtcWindow } from '@/lib/kernel/utc-window'
import { query } from '../command'
import { KeyIdInput } from '../keys/schema'
import type { KeySpendView, SpendWindowView } from './view'

const picosPerMicro = 1_000_000n
const notNegative = (value: bigint): bigint => (value > 0n ? value : 0n)

const counted = {
  spendCapDayMicros: true, spendCapWeekMicros: true, spendCapMonthMicros: true, client: { select: { currency: true } },
  spend: { select: { dayStart: true, dayPicos: true, weekStart: true, weekPicos: true, monthStart: true, monthPicos: true, heldPicos: true } },
} as const

/** What a key has spent in the running UTC day, week and month, at list price, and how far its caps let it go. @throws DomainError not_found */
export const getKeySpend = query('usage.getKeySpend', KeyIdInput, async ({ db, clientId, clock }, { id }): Promise<KeySpendView> => {
  const key = await db.apiKey.findFirst({ where: { id, clientId }, select: counted })
  if (!key) throw notFound('key')
  const { spend } = key
  const heldPicos = spend?.heldPicos ?? 0n
  const caps = { day: key.spendCapDayMicros, week: key.spendCapWeekMicros, month: key.spendCapMonthMicros }
  const sums = { day: [spend?.dayStart, spend?.dayPicos], week: [spend?.weekStart, spend?.weekPicos], month: [spend?.monthStart, spend?.monthPicos] } as const
  const windowView = (window: UtcWindow): SpendWindowView => {
    const { start, end } = utcWindow(window, clock.now())
    const [since, picos = 0n] = sums[window]
    // A sum of an earlier window stands until the next request settles; it counts for nothing in this one.
    const spent = since && since >= start ? picos : 0n
    const cap = caps[window] === null ? null : caps[window] * picosPerMicro
    return {
      spent: scaledToDecimal(spent, 12), cap: cap === null ? null : scaledToDecimal(cap, 12),
      left: cap === null ? null : scaledToDecimal(notNegative(cap - spent - heldPicos), 12), startsAt: start, resetsAt: end,
    }
  }
  const [day, week, month] = utcWindows.map(windowView) as [SpendWindowView, SpendWindowView, SpendWindowView]
  return { keyId: id, currency: key.client.currency, held: scaledToDecimal(heldPicos, 12), day, week, month }
})
