import type { Prisma } from '@/lib/db/generated/client'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { picosToMoney } from '@/lib/kernel/rate'
import type { SubscriptionView } from '../view'

export const subscriptionFields = {
  id: true, planVersionId: true, interval: true, currency: true, quantity: true, amountMinor: true, status: true, timeZone: true, currentPeriodStart: true,
  currentPeriodEnd: true, spendLimitPicos: true, cancelAtPeriodEnd: true, cancelReason: true, canceledAt: true, activatedAt: true, createdAt: true,
  trialEndsAt: true, pauseKind: true, pausedAt: true, resumesAt: true, pendingInterval: true, pendingQuantity: true, pendingAmountMinor: true,
  pendingPlanVersion: { select: { name: true, plan: { select: { code: true } } } },
  changes: { where: { state: 'pending' }, take: 1, select: { invoiceId: true } },
  planVersion: { select: { name: true, plan: { select: { code: true } } } },
  invoices: {
    where: { documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] } },
    orderBy: { id: 'desc' }, select: { id: true },
  },
} as const satisfies Prisma.SubscriptionSelect
type SubscriptionRow = Prisma.SubscriptionGetPayload<{ select: typeof subscriptionFields }>

export function subscriptionView(row: SubscriptionRow): SubscriptionView {
  const { planVersion, invoices, spendLimitPicos, interval, status, pendingPlanVersion, pendingInterval, pendingQuantity, pendingAmountMinor, changes, pauseKind, ...rest } = row
  const waitingInvoiceId = changes[0]?.invoiceId ?? null
  return {
    ...rest,
    pauseKind: pauseKind as SubscriptionView['pauseKind'], // held to the list by a CHECK
    waitingInvoiceId,
    pending: pendingPlanVersion && pendingQuantity !== null && pendingAmountMinor !== null ? {
      planCode: pendingPlanVersion.plan.code, planName: LocalizedTextView.parse(pendingPlanVersion.name), interval: pendingInterval === 'year' ? 'year' : 'month',
      quantity: pendingQuantity, amountMinor: pendingAmountMinor,
    } : null,
    status: status as SubscriptionView['status'], // held to the list by a CHECK
    interval: interval === 'year' ? 'year' : 'month',
    planCode: planVersion.plan.code,
    planName: LocalizedTextView.parse(planVersion.name),
    spendLimitMinor: picosToMoney(spendLimitPicos, row.currency).minor,
    openInvoiceId: invoices.find(({ id }) => id !== waitingInvoiceId)?.id ?? null,
  }
}
