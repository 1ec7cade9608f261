import type { Prisma } from '@/lib/db/generated/client'
import { openPaymentStates, type PaymentView } from './view'

export const paymentFields = {
  id: true, invoiceId: true, provider: true, mode: true, amountMinor: true, currency: true, state: true, redirectUrl: true, externalId: true,
  failureCode: true, refundedMinor: true, createdAt: true, updatedAt: true, settledAt: true, invoice: { select: { number: true } },
} as const satisfies Prisma.PaymentSelect
type PaymentRow = Prisma.PaymentGetPayload<{ select: typeof paymentFields }>

export const isOpenPayment = (state: string): boolean => openPaymentStates.some((open) => open === state)

export function paymentView(row: PaymentRow): PaymentView {
  const { invoice, externalId, ...rest } = row
  const isWaiting = rest.state === 'awaiting_customer'
  return {
    ...rest,
    provider: rest.provider as PaymentView['provider'], // these three are held to their lists by CHECKs
    mode: rest.mode as PaymentView['mode'],
    state: rest.state as PaymentView['state'],
    redirectUrl: isWaiting ? rest.redirectUrl : null,
    orderId: isWaiting && rest.provider === 'paypal' ? externalId : null,
    invoiceNumber: invoice.number,
  }
}
