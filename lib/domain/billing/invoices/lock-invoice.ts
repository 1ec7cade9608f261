import type { Db } from '@/lib/db/transaction'
import { notFound } from '@/lib/kernel/error'

const invoiceFields = {
  id: true, subscriptionId: true, number: true, documentStatus: true, paymentStatus: true, mode: true, currency: true, totalMinor: true,
  paidMinor: true, creditAppliedMinor: true, writtenOffMinor: true, creditedMinor: true, walletMinor: true, carryMinor: true, reason: true, periodStart: true,
  periodEnd: true, legalEntityId: true, locale: true, dueAt: true, disputedAt: true,
} as const

/** The invoice, held until commit: whoever books on it does so one after the other. @throws DomainError not_found */
export async function lockInvoice(db: Db, clientId: string, id: string) {
  await db.$queryRaw`SELECT 1 FROM "Invoice" WHERE "id" = ${id} AND "clientId" = ${clientId} FOR UPDATE`
  const row = await db.invoice.findUnique({ where: { clientId_id: { clientId, id } }, select: invoiceFields })
  if (!row) throw notFound('invoice')
  return row
}

/** The payment, held until commit; taken after its invoice. @throws DomainError not_found */
export async function lockPayment(db: Db, clientId: string, id: string) {
  await db.$queryRaw`SELECT 1 FROM "Payment" WHERE "id" = ${id} AND "clientId" = ${clientId} FOR UPDATE`
  const row = await db.payment.findUnique({
    where: { clientId_id: { clientId, id } },
    select: {
      id: true, invoiceId: true, provider: true, mode: true, amountMinor: true, currency: true, state: true, externalId: true,
      idempotencyKey: true, redirectUrl: true, failureCode: true, savesMethod: true, savedMethodId: true,
    },
  })
  if (!row) throw notFound('payment')
  return row
}
