import type { OutboxTopic, PlatformCtx } from '@/lib/domain/context'
import { advanceClockHandler } from './advance-clock'
import { cancelPaymentHandler, collectInvoiceHandler, invoiceFinalisedHandler, removeMethodHandler, sandboxNoticeHandler, startPaymentHandler, startRefundHandler, webhookHandler } from './billing-outbox'
import { settleCoinsHandler } from './coin-tasks'
import { deliverMail } from './mail/deliver-mail'

export type OutboxDelivery = { id: string; clientId: string | null; payload: unknown; createdAt: Date; isLastAttempt: boolean }

/**
 * Carries out one stored effect. It may be called again for the same id after a crash, so it must be safe to repeat.
 * @throws when it did not work: it is tried again later, with growing pauses
 */
export type OutboxHandler = (ctx: PlatformCtx, message: OutboxDelivery) => Promise<void>

/** Topic → who carries it out. */
export const outboxHandlers: Partial<Record<OutboxTopic, OutboxHandler>> = {
  mail: deliverMail,
  'payment.start': startPaymentHandler,
  'payment.cancel': cancelPaymentHandler,
  'clock.advance': advanceClockHandler,
  'coins.settle': settleCoinsHandler,
  'method.remove': removeMethodHandler,
  'webhook.process': webhookHandler,
  'invoice.finalised': invoiceFinalisedHandler,
  'invoice.collect': collectInvoiceHandler,
  'refund.start': startRefundHandler,
  'sandbox.webhook': sandboxNoticeHandler,
}
