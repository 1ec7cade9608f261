import { env } from '@/lib/env'
import type { Db } from '@/lib/db/transaction'
import { days, plus } from '@/lib/kernel/clock'
import { divideHalfEven } from '@/lib/kernel/money'
import type { AmountView, OverviewView } from './view'

type Sum = { currency: string; interval: string; total: bigint }
const earning = ['active', 'past_due']

/** Monthly worth per currency: a yearly price counts as a twelfth, rounded once a currency. */
export function monthlyWorth(sums: readonly Sum[]): AmountView[] {
  const twelfths = new Map<string, bigint>()
  for (const { currency, interval, total } of sums) twelfths.set(currency, (twelfths.get(currency) ?? 0n) + total * (interval === 'year' ? 1n : 12n))
  return [...twelfths].map(([currency, total]) => ({ currency, amountMinor: divideHalfEven(total, 12n) })).sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

async function recurring(db: Db, now: Date): Promise<{ mrr: AmountView[]; mrrChange: AmountView[] }> {
  const since = plus(now, -days(30))
  const group = async (where: object): Promise<Sum[]> => {
    const rows = await db.subscription.groupBy({ by: ['currency', 'interval'], where, _sum: { amountMinor: true } })
    return rows.map(({ currency, interval, _sum }) => ({ currency, interval, total: _sum.amountMinor ?? 0n }))
  }
  const [all, begun, ended] = await Promise.all([
    group({ status: { in: earning } }),
    group({ status: { in: earning }, activatedAt: { gte: since } }),
    group({ status: { in: ['canceled', 'expired'] }, canceledAt: { gte: since }, activatedAt: { lt: since } }),
  ])
  return { mrr: monthlyWorth(all), mrrChange: monthlyWorth([...begun, ...ended.map((sum) => ({ ...sum, total: -sum.total }))]) }
}

const overdue = (db: Db, now: Date) => db.$queryRaw<{ currency: string; count: number; owed: bigint }[]>`
  SELECT "currency", count(*)::int, sum("totalMinor" - "paidMinor" - "creditAppliedMinor" - "writtenOffMinor")::bigint AS owed FROM "Invoice"
  WHERE "documentStatus" = 'open' AND "paymentStatus" IN ('unpaid', 'partially_paid') AND "dueAt" < ${now} GROUP BY 1 ORDER BY 1`

/** What was billed before tax in each of the last twelve months; moving it from deferred to earned cancels out. */
const billedByMonth = (db: Db, now: Date) => db.$queryRaw<{ month: string; currency: string; amount: bigint }[]>`
  SELECT to_char(m, 'YYYY-MM') AS month, ${env().BASE_CURRENCY} AS currency, coalesce(-sum(e."amountMinor"), 0)::bigint AS amount
  FROM generate_series(date_trunc('month', ${now}::timestamptz, 'UTC') - interval '11 months', ${now}, interval '1 month') m
  LEFT JOIN ("LedgerEntry" e
    JOIN "LedgerAccount" a ON a."id" = e."accountId" AND a."clientId" IS NULL AND a."kind" IN ('deferred_revenue', 'revenue') AND a."mode" = ${env().BILLING_MODE}
    JOIN "LedgerTransaction" t ON t."id" = e."transactionId"
  ) ON date_trunc('month', t."createdAt", 'UTC') = m AND e."currency" = ${env().BASE_CURRENCY}
  GROUP BY m ORDER BY m`

/** The money side of the overview, from subscriptions, invoices and the ledger. */
export async function readMoney(db: Db, now: Date): Promise<OverviewView['money']> {
  const [worth, late, months] = await Promise.all([recurring(db, now), overdue(db, now), billedByMonth(db, now)])
  return {
    ...worth,
    atRisk: late.map(({ currency, owed }) => ({ currency, amountMinor: owed })),
    overdueInvoices: late.reduce((total, { count }) => total + count, 0),
    byMonth: months.map(({ month, currency, amount }) => ({ month, currency, amountMinor: amount })),
  }
}
