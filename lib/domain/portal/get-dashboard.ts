import { balanceOf, settledFields } from '@/lib/domain/billing/invoices/settled'
import { validityOf } from '@/lib/domain/billing/methods/method-row'
import type { Db } from '@/lib/db/transaction'
import type { LocalizedText } from '@/lib/i18n/locale'
import { days as daysMs } from '@/lib/kernel/clock'
import { divideHalfEven } from '@/lib/kernel/money'
import { picosPerMinor, picosToMoney } from '@/lib/kernel/rate'
import { query } from '../command'
import { deletionAt, deletionFields } from '../instances/expiry/notice-period'
import { problemOf } from './instance-problem'
import { attentionOf } from './attention'
import { costByModel, dayIndex, daysBetween, dayStartBefore, decimalOf, readUsage, sumOf, type UsageRow } from './read-usage'
import { GetDashboardInput } from './schema'
import type { DashboardView } from './view'

const subscriptionFields = {
  id: true, status: true, interval: true, amountMinor: true, currency: true, currentPeriodEnd: true, cancelAtPeriodEnd: true,
  planVersion: { select: { name: true, plan: { select: { code: true } } } },
} as const
const periodFields = {
  startsAt: true, endsAt: true, currency: true, includedTokens: true, usedTokens: true, spendLimitPicos: true, overagePicos: true,
} as const
const invoiceFields = {
  id: true, number: true, subscriptionId: true, paymentStatus: true, ...settledFields, currency: true,
  dueAt: true, issuedAt: true, createdAt: true,
} as const
const eventFields = {
  id: true, modelSlug: true, status: true, inputTokens: true, outputTokens: true, costPicos: true, currency: true, latencyMs: true, createdAt: true,
} as const

const instanceFields = { id: true, name: true, status: true, storageToldAt: true, ...deletionFields } as const

/** Everything the page shows, read side by side. */
async function readFacts(db: Db, clientId: string, now: Date) {
  const [client, subscriptions, period, wallet, keys, unpaid, invoices, events, instances, method] = await Promise.all([
    db.client.findUniqueOrThrow({ where: { id: clientId }, select: { currency: true, profile: { select: { timeZone: true } } } }),
    db.subscription.findMany({
      where: { clientId, status: { in: ['incomplete', 'trialing', 'active', 'past_due', 'paused'] } }, orderBy: { id: 'desc' }, select: subscriptionFields,
    }),
    db.usagePeriod.findFirst({ where: { clientId, startsAt: { lte: now }, endsAt: { gt: now } }, orderBy: { id: 'desc' }, select: periodFields }),
    db.wallet.findUnique({ where: { clientId }, select: { balancePicos: true, heldPicos: true, currency: true } }),
    db.apiKey.findMany({ where: { clientId, revokedAt: null }, orderBy: { id: 'desc' }, take: 100, select: { id: true, name: true, expiresAt: true } }),
    db.invoice.findMany({
      where: { clientId, documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] } }, orderBy: { id: 'asc' }, take: 5, select: invoiceFields,
    }),
    db.invoice.findMany({ where: { clientId, documentStatus: { not: 'draft' } }, orderBy: { id: 'desc' }, take: 3, select: invoiceFields }),
    db.usageEvent.findMany({ where: { clientId, endpoint: { not: 'instance' } }, orderBy: { id: 'desc' }, take: 5, select: eventFields }),
    db.privateInstance.findMany({ where: { clientId }, orderBy: { id: 'asc' }, select: instanceFields }),
    db.savedMethod.findFirst({ where: { clientId, removedAt: null, isDefault: true }, select: { id: true, brand: true, last4: true, expMonth: true, expYear: true } }),
  ])
  // An unfinished purchase never hides the plan that is in force.
  const subscription = subscriptions.find((one) => one.status !== 'incomplete') ?? subscriptions[0] ?? null
  return { client, timeZone: client.profile?.timeZone ?? 'UTC', subscription, period, wallet, keys, unpaid, invoices, events, instances, method }
}
type Facts = Awaited<ReturnType<typeof readFacts>>

/** Billed beyond the plan by the period's end at the present pace; null while less than a day says too little. */
function forecast(period: { startsAt: Date; endsAt: Date }, billedPicos: bigint, now: Date): string | null {
  const elapsed = now.getTime() - period.startsAt.getTime()
  if (elapsed < daysMs(1)) return null
  return decimalOf(divideHalfEven(billedPicos * BigInt(period.endsAt.getTime() - period.startsAt.getTime()), BigInt(elapsed)))
}

function periodView({ period }: Facts, rows: UsageRow[], now: Date): DashboardView['period'] {
  if (!period) return null
  const inPeriod = rows.filter((row) => row.hour >= period.startsAt)
  const billed = sumOf(inPeriod, 'billedPicos')
  return {
    startsAt: period.startsAt, endsAt: period.endsAt, currency: period.currency,
    includedTokens: period.includedTokens, usedTokens: period.usedTokens,
    cost: decimalOf(sumOf(inPeriod, 'costPicos')), billed: decimalOf(billed), forecast: forecast(period, billed, now),
    spendLimit: decimalOf(period.spendLimitPicos),
  }
}

function nextCharge({ subscription, period }: Facts): DashboardView['nextCharge'] {
  if (!subscription?.currentPeriodEnd || !['active', 'trialing'].includes(subscription.status)) return null
  const usageMinor = period ? picosToMoney(period.overagePicos, period.currency).minor : 0n
  const planMinor = subscription.cancelAtPeriodEnd ? 0n : subscription.amountMinor
  if (planMinor + usageMinor === 0n) return null
  return { at: subscription.currentPeriodEnd, amountMinor: planMinor + usageMinor, usageMinor, currency: subscription.currency }
}

function planView({ subscription }: Facts): DashboardView['plan'] {
  if (!subscription) return null
  const { planVersion, id, currentPeriodEnd, interval, status, amountMinor, currency, cancelAtPeriodEnd } = subscription
  return {
    subscriptionId: id, code: planVersion.plan.code, name: planVersion.name as LocalizedText, status, interval: interval === 'year' ? 'year' : 'month',
    amountMinor, currency, periodEnd: currentPeriodEnd, cancelAtPeriodEnd,
  }
}

function sevenDays(rows: UsageRow[], starts: Date[]): DashboardView['lastSevenDays'] {
  const perDay = starts.map(() => 0)
  const recent = rows.filter((row) => dayIndex(starts, row.hour) >= 0)
  for (const row of recent) {
    const index = dayIndex(starts, row.hour)
    perDay[index] = (perDay[index] ?? 0) + Number(row.requests)
  }
  return { requests: Number(sumOf(recent, 'requests')), errors: Number(sumOf(recent, 'errors')), perDay }
}

function attention(facts: Facts, now: Date): DashboardView['attention'] {
  const { subscription, unpaid: invoices, keys, period, method, instances } = facts
  const validity = method && validityOf(method, now)
  return attentionOf({
    now, endingMethod: method && validity && (validity.isExpired || validity.endsSoon) ? { id: method.id, brand: method.brand, last4: method.last4, isExpired: validity.isExpired } : null,
    invoices: invoices.map((row) => ({ ...row, balanceMinor: balanceOf(row) })), keys, period,
    instances: instances.map((row) => ({ id: row.id, name: row.name, problem: problemOf(row), deletesAt: deletionAt(row) })),
    subscription: subscription && {
      id: subscription.id, status: subscription.status, planName: subscription.planVersion.name as LocalizedText,
      cancelAtPeriodEnd: subscription.cancelAtPeriodEnd, periodEnd: subscription.currentPeriodEnd,
    },
  })
}

const requestView = (event: Facts['events'][number]): DashboardView['recentRequests'][number] => ({
  id: event.id, model: event.modelSlug, status: event.status as 'ok' | 'error' | 'canceled', tokens: event.inputTokens + event.outputTokens,
  cost: decimalOf(event.costPicos), currency: event.currency, latencyMs: event.latencyMs, createdAt: event.createdAt,
})

const invoiceView = ({ id, number, documentStatus, paymentStatus, totalMinor, currency, issuedAt, createdAt }: Facts['invoices'][number]) =>
  ({ id, number, documentStatus, paymentStatus, totalMinor, currency, issuedAt, createdAt }) as DashboardView['recentInvoices'][number]

/** One client's first page: is all well, and what will be paid. Days are those of the client's time zone. */
export const getDashboard = query('portal.getDashboard', GetDashboardInput, async ({ db, clientId, clock }): Promise<DashboardView> => {
  const now = clock.now()
  const facts = await readFacts(db, clientId, now)
  const week = daysBetween(dayStartBefore(now, 6, facts.timeZone), now, facts.timeZone)
  const chartFrom = facts.period?.startsAt ?? dayStartBefore(now, 29, facts.timeZone)
  const from = [chartFrom, week[0] ?? now].reduce((a, b) => (a < b ? a : b))
  const [rows, models] = await Promise.all([
    readUsage(db, clientId, from),
    db.model.findMany({ select: { id: true, slug: true } }),
  ])
  const chartDays = daysBetween(chartFrom, facts.period?.endsAt ?? now, facts.timeZone)
  const { wallet } = facts
  return {
    plan: planView(facts),
    period: periodView(facts, rows, now),
    lastSevenDays: sevenDays(rows, week),
    costByDay: {
      days: chartDays,
      currency: facts.period?.currency ?? facts.client.currency,
      models: costByModel(rows.filter((row) => row.hour >= chartFrom), chartDays, new Map([...models.map((model) => [model.id, model.slug] as const), ...facts.instances.map(({ id, name }) => [id, `instance/${name}`] as const)])),
    },
    nextCharge: nextCharge(facts),
    wallet: wallet && { availableMinor: (wallet.balancePicos - wallet.heldPicos) / picosPerMinor(wallet.currency), currency: wallet.currency },
    attention: attention(facts, now),
    recentRequests: facts.events.map(requestView),
    recentInvoices: facts.invoices.map(invoiceView),
    firstSteps: { hasKey: facts.keys.length > 0, hasRequest: facts.events.length > 0 },
  }
})
