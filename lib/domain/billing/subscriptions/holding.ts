import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { planView, planVersionFields } from '@/lib/domain/catalog/plan-row'
import type { PlanView } from '@/lib/domain/catalog/view'
import { required } from '@/lib/kernel/assert'
import { notFound } from '@/lib/kernel/error'
import type { Interval } from '../period'
import type { Holding } from './change-terms'
import type { DueFacts } from './due-act'
import type { Span } from './proration'

const spanFields = {
  id: true, invoiceId: true, startsAt: true, endsAt: true, billedUntil: true, netMinor: true, creditedMinor: true, taxPpm: true, taxIsInclusive: true,
} as const satisfies Prisma.ServiceSpanSelect

const heldFields = {
  id: true, clientId: true, status: true, planVersionId: true, interval: true, currency: true, quantity: true, amountMinor: true, anchorDay: true, timeZone: true,
  currentPeriodStart: true, currentPeriodEnd: true, trialEndsAt: true, trialNoticeSentAt: true, spendLimitPicos: true, pendingPlanVersionId: true, pendingInterval: true,
  pendingQuantity: true, pendingAmountMinor: true, pauseKind: true, pausedAt: true, resumesAt: true, collectsFrom: true, serviceSuspendedAt: true,
  cancelAtPeriodEnd: true, canceledAt: true, activatedAt: true, createdAt: true,
  planVersion: { select: planVersionFields },
  spans: { orderBy: { startsAt: 'desc' }, take: 1, select: spanFields },
  changes: { where: { state: 'pending' }, select: { id: true, kind: true, invoiceId: true, expiresAt: true } },
  invoices: {
    where: { documentStatus: 'open' }, orderBy: { id: 'desc' },
    select: { id: true, reason: true, paymentStatus: true, dueAt: true, periodStart: true, periodEnd: true, totalMinor: true },
  },
} as const satisfies Prisma.SubscriptionSelect

export type HeldRow = Prisma.SubscriptionGetPayload<{ select: typeof heldFields }>
export type HeldSpan = Span & { id: string; invoiceId: string | null; taxPpm: number; taxIsInclusive: boolean }

/** A subscription with what an act on it must know. @throws DomainError not_found */
export async function readHeld(db: Db, clientId: string, id: string): Promise<HeldRow> {
  const row = await db.subscription.findUnique({ where: { clientId_id: { clientId, id } }, select: heldFields })
  if (!row) throw notFound('subscription')
  return row
}

export const intervalOf = (text: string): Interval => (text === 'year' ? 'year' : 'month')
export const planOf = (row: HeldRow): PlanView => planView(row.planVersion)
export const anchorOf = (row: Pick<HeldRow, 'anchorDay' | 'timeZone'>) => ({ day: row.anchorDay, timeZone: row.timeZone })
export const periodOf = (row: HeldRow) => ({
  startsAt: required(row.currentPeriodStart, 'period start'), endsAt: required(row.currentPeriodEnd, 'period end'),
})

/** The invoices that are owed now, those of a change that waits left aside: it is not owed until it is applied. */
export function owedInvoices(row: HeldRow) {
  const waiting = new Set(row.changes.map(({ invoiceId }) => invoiceId))
  return row.invoices.filter(({ id, paymentStatus }) => ['unpaid', 'partially_paid'].includes(paymentStatus) && !waiting.has(id))
}

/** The row as the pure rules read it. */
export function holdingOf(row: HeldRow): Holding {
  return {
    status: row.status, anchor: anchorOf(row), period: periodOf(row), span: row.spans[0] ?? null,
    offer: { planVersionId: row.planVersionId, rank: row.planVersion.plan.rank, interval: intervalOf(row.interval), quantity: row.quantity, amountMinor: row.amountMinor },
  }
}

export function dueFactsOf(row: HeldRow): DueFacts {
  const waiting = new Set(row.changes.map(({ invoiceId }) => invoiceId))
  return {
    ...row, changeExpiresAt: row.changes[0]?.expiresAt ?? null,
    invoices: row.invoices.filter(({ id }) => !waiting.has(id)).map(({ paymentStatus, dueAt }) => ({ isPaid: paymentStatus === 'paid' || paymentStatus === 'uncollectible', dueAt })),
  }
}
