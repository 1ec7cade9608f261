import type { Prisma } from '@/lib/db/generated/client'
import { plus } from '@/lib/kernel/clock'
import { firstPaymentLifeMs, trialNoticeMs, trialPaymentLifeMs } from './due-act'

const running = ['trialing', 'active', 'past_due']
const unpaid: Prisma.InvoiceWhereInput = { documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] } }

/** The subscriptions on which `dueAct` finds something at `now`: each condition is an index away. */
export const dueWhere = (now: Date): Prisma.SubscriptionWhereInput => ({
  OR: [
    { status: 'incomplete', trialEndsAt: null, createdAt: { lte: plus(now, -firstPaymentLifeMs) } },
    { status: 'incomplete', trialEndsAt: { lte: plus(now, -trialPaymentLifeMs) } },
    { status: 'incomplete', invoices: { some: { documentStatus: 'open', paymentStatus: 'paid' } } },
    { changes: { some: { state: 'pending', expiresAt: { lte: now } } } },
    { status: 'paused', resumesAt: { lte: now } },
    { status: 'trialing', trialNoticeSentAt: null, cancelAtPeriodEnd: false, trialEndsAt: { lte: plus(now, trialNoticeMs) } },
    { status: { in: running }, currentPeriodEnd: { lte: now }, OR: [{ serviceSuspendedAt: null }, { cancelAtPeriodEnd: true }] },
    { status: { in: running }, serviceSuspendedAt: null, usagePeriods: { none: { startsAt: { lte: now }, endsAt: { gt: now } } } },
    { status: 'active', invoices: { some: { ...unpaid, dueAt: { lte: now } } } },
  ],
})
