import { can } from '@/lib/auth/permissions'
import type { Db } from '@/lib/db/transaction'
import { hours, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { platformQuery } from '../platform/command'
import { aliveStatuses } from './client-row'
import { readMoney } from './overview-money'
import { readQueues } from './overview-queues'
import { NoInput } from './schema'
import { healthFields, upstreamHealth } from './upstream-health'
import type { OverviewView } from './view'

async function readClients(db: Db): Promise<OverviewView['clients']> {
  const [active, trialing, suspended] = await Promise.all([
    db.client.count({ where: { suspendedAt: null, closedAt: null, subscriptions: { some: { status: { in: aliveStatuses } } } } }),
    db.subscription.count({ where: { status: 'trialing' } }),
    db.client.count({ where: { suspendedAt: { not: null }, closedAt: null } }),
  ])
  return { active, trialing, suspended }
}

async function readRequests(db: Db, since: Date): Promise<OverviewView['requests']> {
  const { _sum } = await db.usageMetrics.aggregate({ where: { hour: { gte: since } }, _sum: { requests: true, errors: true } })
  return { count: Number(_sum.requests ?? 0n), errors: Number(_sum.errors ?? 0n) }
}

type Hour = OverviewView['upstreams'][number]['hours'][number]

function cellOf(requests: number, failed: number): Hour {
  if (requests === 0) return 'none'
  if (failed * 2 >= requests) return 'down'
  return failed * 20 >= requests ? 'degraded' : 'ok'
}

/** Each server's last 24 hours from the requests it answered. Ids begin with their time, so this reads one day of rows. */
async function readUpstreams(db: Db, now: Date): Promise<OverviewView['upstreams']> {
  const since = plus(now, -hours(24))
  const [rows, cells] = await Promise.all([
    db.upstream.findMany({ orderBy: { name: 'asc' }, select: { id: true, name: true, lastCheckedAt: true, ...healthFields } }),
    db.$queryRaw<{ id: string; age: number; requests: number; failed: number }[]>`
      SELECT "upstreamId" AS id, floor(extract(epoch FROM ${now}::timestamptz - "createdAt") / 3600)::int AS age, count(*)::int AS requests,
        count(*) FILTER (WHERE "status" = 'error' AND "httpStatus" >= 500)::int AS failed
      FROM "UsageEvent" WHERE "id" >= ${newId('req', since)} AND "createdAt" > ${since} AND "createdAt" <= ${now} AND "upstreamId" IS NOT NULL GROUP BY 1, 2`,
  ])
  return rows.map(({ id, name, lastCheckedAt, ...row }) => ({
    id, name, lastCheckedAt, health: upstreamHealth(row, now),
    hours: Array.from({ length: 24 }, (_, i): Hour => {
      const cell = cells.find((one) => one.id === id && one.age === 23 - i)
      return cellOf(cell?.requests ?? 0, cell?.failed ?? 0)
    }),
  }))
}

/** What needs a person now: four figures, the queues this reader may open, money by month, the servers' health. */
export const getOverview = platformQuery('admin.getOverview', NoInput, async ({ db, clock, actor }): Promise<OverviewView> => {
  const now = clock.now()
  const [money, clients, requests, queues, upstreams] = await Promise.all([
    can(actor, 'admin.listInvoices') ? readMoney(db, now) : null,
    readClients(db),
    readRequests(db, plus(now, -hours(24))),
    readQueues(db, now, (permission) => can(actor, permission)),
    readUpstreams(db, now),
  ])
  return { money, clients, requests, queues, upstreams }
})
