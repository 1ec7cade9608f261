import { z } from 'zod'
import { clientDb } from '@/lib/db/client-db'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import type { Db } from '@/lib/db/transaction'
import { minutes, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { AttemptState, PaymentProvider } from '@/lib/providers/payments/types'
import { isMoneyUnderWay, isOpenAttempt } from '../attempt-state'
import { createAttempt } from '../create-attempt'
import { balanceOf } from '../invoices/settled'
import { lockInvoice } from '../invoices/lock-invoice'
import { openPayment } from '../open-payment'
import { methodsOf } from './method-row'

/** What became of charging an invoice without the customer. */
export type SavedCharge =
  | { outcome: 'paid' | 'declined' | 'declined_finally' | 'needs_customer' | 'unknown'; paymentId: string; failureCode: string | null }
  /** Nothing was tried: nothing is owed, nothing can be charged, the customer is paying just now or disputes it, a bank took this money back for good, or it was tried already. */
  | { outcome: 'nothing_due' | 'no_method' | 'busy' | 'disputed' | 'tried' }

/** A customer on the provider's page is left alone this long. */
const patienceMs = minutes(30)

const ChargeInput = z.object({ invoiceId: z.string(), methodId: z.string(), askedAt: z.date().optional() })

/** The attempt to charge, or why there is none. One at a time for an invoice. */
const createSavedAttempt = command('billing.chargeSaved', ChargeInput, async (ctx, { invoiceId, methodId, askedAt }): Promise<string | 'nothing_due' | 'busy' | 'disputed' | 'tried'> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const invoice = await lockInvoice(db, clientId, invoiceId)
  const balanceMinor = balanceOf(invoice)
  const open = await db.payment.findFirst({ where: { clientId, invoiceId, state: { in: ['created', 'awaiting_customer', 'processing', 'unknown'] } }, select: { id: true, state: true, updatedAt: true } })
  const isUnderWay = open !== null && (isMoneyUnderWay(open.state as AttemptState) || plus(open.updatedAt, patienceMs) > ctx.clock.now())
  // While a bank decides about this money nobody takes it a second time; the customer may pay by hand.
  const isBusy = isUnderWay || invoice.disputedAt !== null
  await ctx.record(invoiceId, { methodId, balanceMinor, isBusy })
  if (balanceMinor === 0n) return 'nothing_due'
  if (isBusy) return 'busy'
  if (await wasTakenBack(db, clientId, invoiceId, methodId)) return 'disputed'
  if (askedAt && (await db.payment.count({ where: { clientId, invoiceId, savedMethodId: methodId, createdAt: { gte: askedAt } } })) > 0) return 'tried'
  if (open) {
    await db.payment.update({ where: { clientId_id: { clientId, id: open.id } }, data: { state: 'canceled', updatedAt: ctx.clock.now() }, select: { id: true } })
    await ctx.enqueue('payment.cancel', { paymentId: open.id })
  }
  const { provider } = await db.savedMethod.findUniqueOrThrow({ where: { clientId_id: { clientId, id: methodId }, removedAt: null }, select: { provider: true } })
  return createAttempt(ctx, { ...invoice, balanceMinor }, provider as PaymentProvider['id'], { savedMethodId: methodId })
})

/** Whether a dispute about this invoice was lost that is younger than the method: charging what they had then again by itself is how disputes multiply. */
async function wasTakenBack(db: Db, clientId: string, invoiceId: string, methodId: string): Promise<boolean> {
  const { createdAt } = await db.savedMethod.findUniqueOrThrow({ where: { clientId_id: { clientId, id: methodId } }, select: { createdAt: true } })
  return (await db.dispute.count({ where: { clientId, invoiceId, state: 'lost', openedAt: { gte: createdAt } } })) > 0
}

/** The first method whose provider is set up here and answers; one that is down falls to the next. */
async function chargeable(ctx: ClientCtx): Promise<string | null> {
  const db = ctx.db ?? clientDb(ctx.clientId)
  for (const { id, provider, mode } of await methodsOf(db, ctx.clientId)) {
    const at = Object.values(ctx.providers.payments).find((one) => one?.id === provider && one.mode === mode)
    if (at?.savedMethods && (await at.health().catch(() => ({ ok: false }))).ok) return id
  }
  return null
}

/** False where the provider is left alone just now: the attempt waits, and its job opens it. */
async function isOpened(ctx: ClientCtx, paymentId: string): Promise<boolean> {
  try {
    await openPayment(ctx, paymentId)
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === 'unavailable') return false
    throw error
  }
}

/**
 * Charges what is left of an open invoice to the client's default method, without the customer. Safe to repeat: a second call while the
 * first is under way is `busy`, one for the same `askedAt` after a decline is `tried`, and an attempt whose end is unknown is settled by asking the provider, never by charging again.
 */
export async function chargeSaved(ctx: ClientCtx, invoiceId: string, askedAt?: Date): Promise<SavedCharge> {
  const methodId = await chargeable(ctx)
  if (!methodId) return { outcome: 'no_method' }
  const paymentId = await createSavedAttempt(ctx, { invoiceId, methodId, askedAt })
  if (paymentId === 'nothing_due' || paymentId === 'busy' || paymentId === 'disputed' || paymentId === 'tried') return { outcome: paymentId }
  if (!(await isOpened(ctx, paymentId))) return { outcome: 'unknown', paymentId, failureCode: null }
  const { state, failureCode, isFinal } = await clientDb(ctx.clientId).payment.findUniqueOrThrow({
    where: { clientId_id: { clientId: ctx.clientId, id: paymentId } }, select: { state: true, failureCode: true, isFinal: true },
  })
  if (state === 'succeeded') return { outcome: 'paid', paymentId, failureCode: null }
  if (state === 'awaiting_customer') return { outcome: 'needs_customer', paymentId, failureCode }
  if (isOpenAttempt(state as AttemptState)) return { outcome: 'unknown', paymentId, failureCode }
  return { outcome: isFinal ? 'declined_finally' : 'declined', paymentId, failureCode }
}
