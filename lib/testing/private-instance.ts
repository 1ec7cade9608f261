import { platformDb } from '@/lib/db/platform-db'
import { minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { mintInstanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import type { InstanceEndpoint } from '@/lib/providers/instance-runtime/types'

type Price = { hourMicros: bigint; keptHourMicros: bigint; inputMicrosPerMillion?: bigint; outputMicrosPerMillion?: bigint }

/** A size of the suite's own: 36 and 3.6 an hour by default (10,000,000 and 1,000,000 picos a millisecond), tokens for nothing. Null: no price. */
export async function createSize(price: Price | null = { hourMicros: 36_000_000n, keptHourMicros: 3_600_000n }, over: { slots?: number; requestsPerMinute?: number } = {}, from = new Date('2020-01-01')): Promise<string> {
  const id = newId('isz')
  await platformDb.instanceSize.create({ data: {
    id, code: id, name: { en: 'T', ar: 'T' }, rank: 1, memoryBytes: 536_870_912n, cpuMillis: 500, pids: 64, storageBytes: 1_073_741_824n, slots: 2, requestsPerMinute: 10_000, createdAt: from, ...over,
  } })
  if (price) await platformDb.instancePrice.create({ data: { id: newId('ipr'), sizeId: id, currency: 'USD', effectiveFrom: from, createdAt: from, ...price } })
  return id
}

export async function createInstanceModel(): Promise<{ id: string; code: string }> {
  const id = newId('imd')
  const code = `tiny-${id.slice(-8).toLowerCase()}`
  await platformDb.instanceModel.create({ data: {
    id, code, name: { en: code, ar: code }, description: { en: '', ar: '' }, engine: 'house', ref: 'house-mini.gguf', contextTokens: 2_048, sizeBytes: 1n, minMemoryBytes: 1n, isDemo: true, createdAt: new Date(),
  } })
  return { id, code }
}

type Options = { sizeId?: string; modelId?: string; name?: string; status?: string; desired?: string; suspendedFor?: string; endpoint?: InstanceEndpoint; since?: Date; requestsPerMinute?: number; contextTokens?: number }

/** A row as verbs and manager would have left it, with its first event. */
export async function createInstance(clientId: string, options: Options = {}): Promise<{ id: string; name: string }> {
  const id = newId('ins')
  const { sizeId, modelId, name = `my-${id.slice(-8).toLowerCase()}`, status = 'running', desired = 'running', suspendedFor = null, endpoint, since = plus(new Date(), -minutes(1)), requestsPerMinute = null, contextTokens = 2_048 } = options
  await platformDb.privateInstance.create({ data: {
    id, clientId, name, sizeId: sizeId ?? (await createSize()), modelId: modelId ?? (await createInstanceModel()).id, driver: 'process', contextTokens, requestsPerMinute, ...mintInstanceSecret(id),
    desired, suspendedFor, suspendedAt: suspendedFor ? since : null, status, statusSince: since, ...(endpoint ? { endpoint } : {}), billedUntil: since, createdAt: since, updatedAt: since,
  } })
  await noteStatus(clientId, id, null, status, since)
  return { id, name }
}

/** What the manager writes when a status changes. */
export async function noteStatus(clientId: string, instanceId: string, fromStatus: string | null, toStatus: string, at: Date): Promise<void> {
  await platformDb.instanceEvent.create({ data: { id: newId('iev', at), clientId, instanceId, kind: 'status', fromStatus, toStatus, actorKind: 'manager', createdAt: at } })
}

/** Moves an instance to another status as its manager does: row and event together. */
export async function moveInstance(clientId: string, id: string, status: string, at: Date, endpoint: InstanceEndpoint | null = null): Promise<void> {
  const { status: before } = await platformDb.privateInstance.findUniqueOrThrow({ where: { clientId_id: { clientId, id } }, select: { status: true } })
  await platformDb.privateInstance.update({ where: { clientId_id: { clientId, id } }, data: {
    status, statusSince: at, ...(endpoint ? { endpoint } : {}), ...(status === 'deleted' ? { deletedAt: at } : {}),
  }, select: { id: true } })
  await noteStatus(clientId, id, before, status, at)
}
