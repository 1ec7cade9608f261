import { days, plus } from '@/lib/kernel/clock'
import { notFound } from '@/lib/kernel/error'
import { scaledToDecimal } from '@/lib/kernel/money'
import { query } from '../command'
import { eventFields, eventView } from './list-events'
import { samplesOf } from './metrics/samples'
import { InstanceIdInput } from './schema'
import type { InstanceHistoryView } from './history-view'

const mostEvents = 10_000
const hourSeconds = 3_600

const usageFields = { hour: true, currency: true, requests: true, errors: true, inputTokens: true, outputTokens: true, costPicos: true } as const

/** An instance's whole history in one document: events, what it used, what it served and cost. Also of one that is deleted. @throws DomainError not_found */
export const exportInstanceHistory = query('instances.exportHistory', InstanceIdInput, async ({ db, clientId, clock }, { id }): Promise<InstanceHistoryView> => {
  const now = clock.now()
  const row = await db.privateInstance.findFirst({ where: { id, clientId }, select: { id: true, name: true, status: true, createdAt: true, deletedAt: true, size: { select: { code: true } } } })
  if (!row) throw notFound('instance')
  const [events, samples, usage] = await Promise.all([
    db.instanceEvent.findMany({ where: { clientId, instanceId: id }, orderBy: { id: 'desc' }, take: mostEvents, select: eventFields }),
    samplesOf(db, clientId, id, { from: plus(now, -days(90)), to: now, bucketSeconds: hourSeconds }),
    db.usageMetrics.findMany({ where: { clientId, modelId: id }, orderBy: [{ hour: 'asc' }, { keyId: 'asc' }], select: usageFields }),
  ])
  const { size, ...rest } = row
  return {
    ...rest, size: size.code, exportedAt: now, samples,
    events: events.reverse().map((one) => {
      const { actorKind: _kind, actorName: _name, ...event } = eventView(one, new Map())
      return event
    }),
    usage: usage.map(({ hour, currency, costPicos, ...sums }) => ({
      hour, currency, cost: scaledToDecimal(costPicos, 12), requests: Number(sums.requests), errors: Number(sums.errors), inputTokens: Number(sums.inputTokens), outputTokens: Number(sums.outputTokens),
    })),
  }
})
