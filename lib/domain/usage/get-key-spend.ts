import { z } from 'zod'
import { notFound } from '@/lib/kernel/error'
import { scaledToDecimal } from '@/lib/kernel/money'
import { utcWindow, utcWindows, type UtcWindow } from '@/lib/kernel/utc-window'
import type { Prisma } from '@/lib/db/generated/client'
import { query } from '../command'
import { KeyIdInput } from '../keys/schema'
import type { KeySpendView, SpendWindowView } from './view'

const picosPerMicro = 1_000_000n
const notNegative = (value: bigint): bigint => (value > 0n ? value : 0n)

const counted = {
  id: true, spendCapDayMicros: true, spendCapWeekMicros: true, spendCapMonthMicros: true, client: { select: { currency: true } },
  spend: { select: { dayStart: true, dayPicos: true, weekStart: true, weekPicos: true, monthStart: true, monthPicos: true, heldPicos: true } },
} as const satisfies Prisma.ApiKeySelect

function toSpendView(key: Prisma.ApiKeyGetPayload<{ select: typeof counted }>, now: Date): KeySpendView {
  const { spend } = key
  const heldPicos = spend?.heldPicos ?? 0n
  const caps = { day: key.spendCapDayMicros, week: key.spendCapWeekMicros, month: key.spendCapMonthMicros }
  const sums = { day: [spend?.dayStart, spend?.dayPicos], week: [spend?.weekStart, spend?.weekPicos], month: [spend?.monthStart, spend?.monthPicos] } as const
  const windowView = (window: UtcWindow): SpendWindowView => {
    const { start, end } = utcWindow(window, now)
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
  return { keyId: key.id, currency: key.client.currency, held: scaledToDecimal(heldPicos, 12), day, week, month }
}

/** What a key has spent in the running UTC day, week and month, at list price, and how far its caps let it go. @throws DomainError not_found */
export const getKeySpend = query('usage.getKeySpend', KeyIdInput, async ({ db, clientId, clock }, { id }): Promise<KeySpendView> => {
  const key = await db.apiKey.findFirst({ where: { id, clientId }, select: counted })
  if (!key) throw notFound('key')
  return toSpendView(key, clock.now())
})

/** The same of several keys at once, for a list of them; those of other clients are left out. */
export const listKeySpend = query('usage.listKeySpend', z.strictObject({ keys: z.array(z.string()).max(100) }), async ({ db, clientId, clock }, { keys }): Promise<{ data: KeySpendView[] }> => {
  const rows = await db.apiKey.findMany({ where: { id: { in: keys }, clientId }, select: counted })
  return { data: rows.map((row) => toSpendView(row, clock.now())) }
})
