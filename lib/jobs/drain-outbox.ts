import { platformDb } from '@/lib/db/platform-db'
import { outboxTopics, type OutboxTopic, type PlatformCtx } from '@/lib/domain/context'
import { outboxHandlers } from './outbox-handlers'

/** Effects that move money: on a test clock they happen before time goes on. Mails and notices take their usual way. */
const moneyTopics: readonly OutboxTopic[] = ['invoice.finalised', 'invoice.collect', 'payment.start', 'payment.cancel', 'refund.start']

const isTopic = (topic: string): topic is OutboxTopic => outboxTopics.some((one) => one === topic)

/** Carries out the waiting money effects of these clients now, and those that they cause. Handlers are safe to repeat, should a worker be at it too. */
export async function drainOutbox(ctx: PlatformCtx, clientIds: readonly string[]): Promise<number> {
  for (let done = 0; ;) {
    const rows = await platformDb.outboxMessage.findMany({
      where: { clientId: { in: [...clientIds] }, topic: { in: [...moneyTopics] }, processedAt: null, deadAt: null }, orderBy: { id: 'asc' },
      select: { id: true, clientId: true, topic: true, payload: true },
    })
    if (rows.length === 0) return done
    for (const { id, clientId, topic, payload } of rows) {
      const handler = isTopic(topic) ? outboxHandlers[topic] : undefined
      await handler?.(ctx, { id, clientId, payload, isLastAttempt: false })
      await platformDb.outboxMessage.update({ where: { id }, data: { processedAt: ctx.clock.now(), attempts: { increment: 1 } }, select: { id: true } })
      done++
    }
  }
}
