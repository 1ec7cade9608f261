import type { Task } from 'graphile-worker'
import { z } from 'zod'
import { platformDb } from '@/lib/db/platform-db'
import { outboxTopics } from '@/lib/domain/context'
import { log, maskSecrets } from '@/lib/log'
import { jobCtx } from './job-ctx'
import { outboxHandlers, type OutboxDelivery } from './outbox-handlers'

const Payload = z.object({ id: z.string() })
const Topic = z.enum(outboxTopics)
/** Some effects are due later, such as a slow payment's second notice. */
const Deferred = z.object({ notBefore: z.iso.datetime() })

const textOf = (error: unknown): string => maskSecrets(error instanceof Error ? error.message : String(error)).slice(0, 1000)

/** Runs the topic's handler for one outbox row and marks the row. No row stays locked meanwhile: handlers reach outside. */
export const deliverOutbox: Task = async (payload, helpers) => {
  const { id } = Payload.parse(payload)
  const row = await platformDb.outboxMessage.findUnique({ where: { id }, select: { topic: true, clientId: true, payload: true, createdAt: true, processedAt: true, deadAt: true } })
  if (!row || row.processedAt || row.deadAt) return
  const dueAt = Deferred.safeParse(row.payload).data?.notBefore
  const ctx = jobCtx(row.topic)
  if (dueAt && new Date(dueAt) > ctx.clock.now()) {
    await helpers.addJob('deliver_outbox', { id }, { runAt: new Date(dueAt), jobKey: id, maxAttempts: helpers.job.max_attempts })
    return
  }
  const isLastAttempt = helpers.job.attempts >= helpers.job.max_attempts
  await attempt({ id, clientId: row.clientId, payload: row.payload, createdAt: row.createdAt, isLastAttempt }, row.topic)
}

async function attempt(message: OutboxDelivery, topic: string): Promise<void> {
  const ctx = jobCtx(topic)
  try {
    const handler = outboxHandlers[Topic.parse(topic)]
    if (!handler) throw new Error(`nothing handles ${topic}`)
    await handler(ctx, message)
    await platformDb.outboxMessage.update({ where: { id: message.id }, data: { processedAt: ctx.clock.now(), attempts: { increment: 1 }, lastError: null }, select: { id: true } })
  } catch (error) {
    log.warn({ outboxId: message.id, topic, requestId: ctx.requestId, isLastAttempt: message.isLastAttempt, err: error }, 'an outside effect failed')
    await platformDb.outboxMessage.update({
      where: { id: message.id }, select: { id: true },
      data: { attempts: { increment: 1 }, lastError: textOf(error), ...(message.isLastAttempt ? { deadAt: ctx.clock.now() } : {}) },
    })
    throw error
  }
}
