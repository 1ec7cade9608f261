import type { Db } from '@/lib/db/transaction'
import { days, plus } from '@/lib/kernel/clock'
import { scaledToDecimal } from '@/lib/kernel/money'
import { utcWindow } from '@/lib/kernel/utc-window'
import type { ListedInstanceView } from '../view'
import { uptimesOf } from './uptime'

type Figures = Pick<ListedInstanceView, 'uptime' | 'spentThisMonth'>

/** What each has cost since the month began (UTC), hours and tokens together, at list price; as decimal text. */
async function spendings(db: Db, clientId: string, ids: readonly string[], now: Date): Promise<Map<string, string>> {
  const rows = await db.usageMetrics.groupBy({ by: ['modelId'], where: { clientId, modelId: { in: [...ids] }, hour: { gte: utcWindow('month', now).start } }, _sum: { costPicos: true } })
  return new Map(rows.map(({ modelId, _sum }) => [modelId, scaledToDecimal(_sum.costPicos ?? 0n, 12)]))
}

/** What a list says of each instance beside its state: two statements for all of them. */
export async function listedFigures(db: Db, clientId: string, ids: readonly string[], now: Date): Promise<(id: string) => Figures> {
  if (ids.length === 0) return () => ({ uptime: null, spentThisMonth: '0' })
  const [uptime, spent] = await Promise.all([uptimesOf(db, clientId, ids, { from: plus(now, -days(30)), to: now }), spendings(db, clientId, ids, now)])
  return (id) => ({ uptime: uptime(id).ratio, spentThisMonth: spent.get(id) ?? '0' })
}
