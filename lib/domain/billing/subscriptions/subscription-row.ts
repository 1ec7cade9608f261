import type { Prisma } from '@/lib/db/generated/client'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { picosToMoney } from '@/lib/kernel/rate'
import type { SubscriptionView } from '../view'

export const subscriptionFields = {
  id: true, planVersionId: true, interval: true, currency: true, amountMinor: true, status: true, timeZone: true, currentPeriodStart: true,
  currentPeriodEnd: true, spendLimitPicos: true, cancelAtPeriodEnd: true, canceledAt: true, activatedAt: true, createdAt: true,
  planVersion: { select: { name: true, plan: { select: { code: true } } } },
  invoices: {
    where: { documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] } },
    orderBy: { id: 'desc' }, take: 1, select: { id: true },
  },
} as const satisfies Prisma.SubscriptionSelect
type SubscriptionRow = Prisma.SubscriptionGetPayload<{ select: typeof subscriptionFields }>

export function subscriptionView(row: SubscriptionRow): SubscriptionView {
  const { planVersion, invoices, spendLimitPicos, interval, status, ...rest } = row
  return {
    ...rest,
    status: status as SubscriptionView['status'], // held to the list by a CHECK
    interval: interval === 'year' ? 'year' : 'month',
    planCode: planVersion.plan.code,
    planName: LocalizedTextView.parse(planVersion.name),
    spendLimitMinor: picosToMoney(spendLimitPicos, row.currency).minor,
    openInvoiceId: invoices[0]?.id ?? null,
  }
}
