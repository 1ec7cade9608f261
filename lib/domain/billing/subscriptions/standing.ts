import { clientDb } from '@/lib/db/client-db'
import type { Db } from '@/lib/db/transaction'
import type { ClientCtx } from '@/lib/domain/context'
import { paymentFields, paymentView } from '../payment-row'
import { subscriptionFields, subscriptionView } from './subscription-row'
import type { SubscribeView } from '../view'

export type Standing = {
  id: string
  planVersionId: string
  planCode: string
  interval: string
  quantity: number
  amountMinor: bigint
  openInvoice: { id: string; totalMinor: bigint } | null
  hasPaidInvoice: boolean
}

/** The client's subscription that is alive and the one that waits for its first payment; the database allows one of each. */
export async function standingOf(db: Db, clientId: string): Promise<{ alive: Standing | null; incomplete: Standing | null }> {
  const rows = await db.subscription.findMany({
    where: { clientId, status: { in: ['incomplete', 'trialing', 'active', 'past_due', 'paused'] } },
    select: {
      id: true, planVersionId: true, interval: true, quantity: true, amountMinor: true, status: true,
      planVersion: { select: { plan: { select: { code: true } } } },
      invoices: { where: { documentStatus: 'open' }, select: { id: true, totalMinor: true, paymentStatus: true } },
    },
  })
  const standing = rows.map(({ planVersion, invoices, status, ...row }) => ({
    ...row,
    status,
    planCode: planVersion.plan.code,
    openInvoice: invoices.find(({ paymentStatus }) => paymentStatus !== 'paid') ?? null,
    hasPaidInvoice: invoices.some(({ paymentStatus }) => paymentStatus === 'paid'),
  }))
  return {
    alive: standing.find(({ status }) => status !== 'incomplete') ?? null,
    incomplete: standing.find(({ status }) => status === 'incomplete') ?? null,
  }
}

/** What a confirmation answers with, as it stands now. */
export async function readSubscribed(
  ctx: ClientCtx, made: { subscriptionId: string; invoiceId: string | null; paymentId: string | null },
): Promise<SubscribeView> {
  const { clientId } = ctx
  const db = ctx.db ?? clientDb(clientId)
  const subscription = await db.subscription.findUniqueOrThrow({ where: { clientId_id: { clientId, id: made.subscriptionId } }, select: subscriptionFields })
  const payment = made.paymentId
    ? await db.payment.findUniqueOrThrow({ where: { clientId_id: { clientId, id: made.paymentId } }, select: paymentFields })
    : null
  return { subscription: subscriptionView(subscription), invoiceId: made.invoiceId, payment: payment ? paymentView(payment) : null }
}
