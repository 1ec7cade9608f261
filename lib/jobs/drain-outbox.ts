import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx, OutboxTopic } from '@/lib/domain/context'
import { cancelPaymentHandler, collectInvoiceHandler, invoiceFinalisedHandler, startPaymentHandler, startRefundHandler } from './billing-outbox'
import type { OutboxHandler } from './outbox-handlers'

/** Effects that move money: on a test clock they happen before time goes on. Mails and notices take their usual way. */
const moneyHandlers: Partial<Record<OutboxTopic, OutboxHandler>> = {
  'invoice.finalised': invoiceFinalisedHandler,
  'invoice.collect': collectInvoiceHandler,
  'payment.start': startPaymentHandler,
  'payment.cancel': cancelPaymentHandler,
  'refund.start': startRefundHandler,
}

const handlerOf = (topic: string): OutboxHandler | undefined => Object.entries(moneyHandlers).find(([one]) => one === topic)?.[1]

/** Carries out the waiting money effects of these clients now, and those that they cause. Handlers are safe to repeat, should a worker be at it too. */
export async function drainOutbox(ctx: BaseCtx, clientIds: readonly string[]): Promise<number> {
  for (let done = 0; ;) {
    const rows = await platformDb.outboxMessage.findMany({
      where: { clientId: { in: [...clientIds] }, topic: { in: Object.keys(moneyHandlers) }, processedAt: null, deadAt: null }, orderBy: { id: 'asc' },
      select: { id: true, clientId: true, topic: true, payload: true, createdAt: true },
    })
    if (rows.length === 0) return done
    for (const { id, clientId, topic, payload, createdAt } of rows) {
      await handlerOf(topic)?.({ ...ctx, actor: { kind: 'system', job: topic } }, { id, clientId, payload, createdAt, isLastAttempt: false })
      await platformDb.outboxMessage.update({ where: { id }, data: { processedAt: ctx.clock.now(), attempts: { increment: 1 } }, select: { id: true } })
      done++
    }
  }
}
