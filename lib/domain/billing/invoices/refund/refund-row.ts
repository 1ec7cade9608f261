import type { Prisma } from '@/lib/db/generated/client'
import type { RefundView } from '../../view'

export const refundFields = {
  id: true, paymentId: true, creditNoteId: true, amountMinor: true, currency: true, state: true, failureCode: true, createdAt: true, updatedAt: true,
  payment: { select: { provider: true } },
} as const satisfies Prisma.RefundSelect

type Row = Prisma.RefundGetPayload<{ select: typeof refundFields }>

export function refundView({ id, paymentId, creditNoteId, amountMinor, currency, state, failureCode, createdAt, updatedAt, payment }: Row): RefundView {
  return {
    id, paymentId, creditNoteId, amountMinor, currency, failureCode, createdAt, updatedAt,
    provider: payment.provider as RefundView['provider'], state: state as RefundView['state'], // held to their lists by CHECKs
  }
}
