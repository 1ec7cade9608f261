import type { Db } from '@/lib/db/transaction'
import { days, plus } from '@/lib/kernel/clock'
import { balanceOf } from '@/lib/domain/billing/invoices/settled'
import { notFound } from '@/lib/kernel/error'
import { divideHalfEven, scaledToDecimal } from '@/lib/kernel/money'
import { picosToMoney } from '@/lib/kernel/rate'
import { LocalizedTextView } from '../catalog/view'
import { platformQuery } from '../platform/command'
import { actorNames } from '../events/actor-names'
import { aliveStatuses, clientRowFields, clientRowView } from './client-row'
import { invoiceFields, invoiceView, paymentFields, paymentView } from './invoice-row'
import { ById } from './schema'
import type { ClientDetailView, TimelineEventView } from './view'

const clientFields = {
  ...clientRowFields,
  mode: true, currency: true, suspendedReason: true,
  profile: { select: { country: true, timeZone: true } },
  wallet: { select: { balancePicos: true, heldPicos: true, currency: true } },
} as const

const subscriptionFields = {
  id: true, status: true, interval: true, amountMinor: true, currency: true, currentPeriodEnd: true, cancelAtPeriodEnd: true,
  planVersion: { select: { name: true } },
  usagePeriods: { orderBy: { startsAt: 'desc' }, take: 1, select: { includedTokens: true, usedTokens: true } },
} as const

type Sums = Record<'totalMinor' | 'paidMinor' | 'creditAppliedMinor' | 'writtenOffMinor', bigint | null>

/** Sums over no rows are null. */
const summed = ({ totalMinor, paidMinor, creditAppliedMinor, writtenOffMinor }: Sums) =>
  ({ totalMinor: totalMinor ?? 0n, paidMinor: paidMinor ?? 0n, creditAppliedMinor: creditAppliedMinor ?? 0n, writtenOffMinor: writtenOffMinor ?? 0n })

async function readRows(db: Db, id: string) {
  const newest = { orderBy: { id: 'desc' } } as const
  const [client, subscriptions, members, keys, invoices, lastPayment, owed, openHolds] = await Promise.all([
    db.client.findUnique({ where: { id }, select: clientFields }),
    db.subscription.findMany({ where: { clientId: id }, ...newest, take: 10, select: subscriptionFields }),
    db.membership.findMany({ where: { clientId: id }, orderBy: { id: 'asc' }, take: 50, select: { role: true, user: { select: { id: true, name: true, email: true, emailVerifiedAt: true } } } }),
    db.apiKey.findMany({ where: { clientId: id }, ...newest, take: 20, select: { id: true, name: true, hint: true, lastUsedAt: true, revokedAt: true, expiresAt: true } }),
    db.invoice.findMany({ where: { clientId: id, documentStatus: { not: 'draft' } }, ...newest, take: 8, select: invoiceFields }),
    db.payment.findFirst({ where: { clientId: id }, ...newest, select: paymentFields }),
    db.invoice.aggregate({ where: { clientId: id, documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] } }, _sum: { totalMinor: true, paidMinor: true, creditAppliedMinor: true, writtenOffMinor: true } }),
    db.hold.count({ where: { clientId: id } }),
  ])
  if (!client) throw notFound('client')
  const subscription = subscriptions.find(({ status }) => aliveStatuses.includes(status)) ?? subscriptions[0] ?? null
  return { client, subscription, members, keys, invoices, lastPayment, owedMinor: balanceOf({ documentStatus: 'open', ...summed(owed._sum) }), openHolds }
}
type Rows = Awaited<ReturnType<typeof readRows>>

type Day = { day: Date; requests: number; errors: number; cost: bigint }

const readDays = (db: Db, clientId: string, now: Date) => db.$queryRaw<Day[]>`
  SELECT d AS day, coalesce(sum(m."requests"), 0)::int AS requests, coalesce(sum(m."errors"), 0)::int AS errors, coalesce(sum(m."costPicos"), 0)::bigint AS cost
  FROM generate_series(date_trunc('day', ${plus(now, -days(29))}::timestamptz, 'UTC'), ${now}, interval '1 day') d
  LEFT JOIN "UsageMetrics" m ON m."clientId" = ${clientId} AND m."hour" >= d AND m."hour" < d + interval '1 day'
  GROUP BY d ORDER BY d`

/** Acts of and about this client: its own, and staff's on it. */
async function readTimeline(db: Db, id: string): Promise<TimelineEventView[]> {
  const rows = await db.auditEvent.findMany({
    where: { OR: [{ clientId: id }, { objectId: id }] }, orderBy: { id: 'desc' }, take: 40,
    select: { id: true, action: true, actorKind: true, actorId: true, objectId: true, createdAt: true },
  })
  const names = await actorNames(db, rows)
  return rows.map(({ actorId, ...row }) => ({ ...row, actorName: names.get(actorId ?? '') ?? null }))
}

function subscriptionView({ subscription }: Rows): ClientDetailView['subscription'] {
  if (!subscription) return null
  const { planVersion, usagePeriods, ...rest } = subscription
  const period = usagePeriods[0]
  return { ...rest, planName: LocalizedTextView.parse(planVersion.name), includedTokens: period?.includedTokens ?? null, usedTokens: period?.usedTokens ?? null }
}

function factsView(rows: Rows, byDay: readonly Day[]): ClientDetailView['facts'] {
  const { client, subscription, lastPayment, owedMinor, openHolds } = rows
  const isEarning = subscription !== null && ['active', 'past_due'].includes(subscription.status)
  const total = (pick: (day: Day) => number): number => byDay.reduce((sum, day) => sum + pick(day), 0)
  return {
    mrrMinor: !isEarning ? 0n : subscription.interval === 'year' ? divideHalfEven(subscription.amountMinor, 12n) : subscription.amountMinor,
    owedMinor,
    walletMinor: client.wallet ? picosToMoney(client.wallet.balancePicos - client.wallet.heldPicos, client.wallet.currency).minor : 0n,
    cost30d: scaledToDecimal(byDay.reduce((sum, { cost }) => sum + cost, 0n), 12),
    requests30d: total(({ requests }) => requests),
    errors30d: total(({ errors }) => errors),
    lastPayment: lastPayment ? paymentView(lastPayment) : null,
    openHolds,
  }
}

/** Whether a client is in good standing, and what happened lately. @throws DomainError not_found */
export const getClient = platformQuery('admin.getClient', ById, async ({ db, clock }, { id }): Promise<ClientDetailView> => {
  const now = clock.now()
  const [rows, byDay, timeline] = await Promise.all([readRows(db, id), readDays(db, id, now), readTimeline(db, id)])
  const { client, members, keys, invoices } = rows
  return {
    ...clientRowView(client),
    mode: client.mode, currency: client.currency, timeZone: client.profile?.timeZone ?? 'UTC', suspendedAt: client.suspendedAt, suspendedReason: client.suspendedReason,
    facts: factsView(rows, byDay),
    subscription: subscriptionView(rows),
    members: members.map(({ role, user }) => ({ userId: user.id, name: user.name, email: user.email, role, isVerified: user.emailVerifiedAt !== null })),
    keys,
    invoices: invoices.map((row) => invoiceView(row, now)),
    usageByDay: byDay.map(({ day, requests, cost }) => ({ day, requests, cost: scaledToDecimal(cost, 12) })),
    timeline,
  }
})
