import { platformDb } from '@/lib/db/platform-db'
import type { DriverKind } from '@/lib/providers/instance-runtime/types'
import { mintInstanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import { newId } from '@/lib/kernel/id'

const mib = 2n ** 20n

type SizeOptions = { memoryBytes?: bigint; cpuMillis?: number; pids?: number; storageBytes?: bigint; minIsolation?: string }

/** A size that no plan offers. */
export async function createInstanceSize({ memoryBytes = 256n * mib, cpuMillis = 500, pids = 64, storageBytes = 64n * mib, minIsolation = 'process-only' }: SizeOptions = {}): Promise<string> {
  const id = newId('isz')
  await platformDb.instanceSize.create({ data: {
    id, code: id.toLowerCase(), name: { en: 'Test', ar: 'Test' }, rank: 1, memoryBytes, cpuMillis, pids, storageBytes, slots: 2, requestsPerMinute: 600, minIsolation, createdAt: new Date(),
  } })
  return id
}

/** The demo model, as an operator would offer it. */
export async function createInstanceModel(): Promise<string> {
  const id = newId('imd')
  await platformDb.instanceModel.create({ data: {
    id, code: id.toLowerCase(), name: { en: 'Test', ar: 'Test' }, description: { en: '', ar: '' }, engine: 'house', ref: 'house-mini.gguf', contextTokens: 1_024, sizeBytes: 3_531_456n, minMemoryBytes: 64n * mib,
    isDemo: true, createdAt: new Date(),
  } })
  return id
}

type InstanceOptions = { clientId: string; sizeId: string; modelId: string; desired?: 'running' | 'stopped'; driver?: DriverKind; idleSleepMinutes?: number }

/** An instance that is wanted, as the verb that creates one leaves it, without asking who pays. */
export async function createInstanceRow({ clientId, sizeId, modelId, desired = 'running', driver = 'process', idleSleepMinutes }: InstanceOptions): Promise<string> {
  const [id, now] = [newId('ins'), new Date()]
  await platformDb.privateInstance.create({ data: {
    id, clientId, name: `test-${id.slice(-10).toLowerCase()}`, sizeId, modelId, driver, contextTokens: 1_024, idleSleepMinutes: idleSleepMinutes ?? null, ...mintInstanceSecret(id), desired, status: 'pending',
    statusSince: now, billedUntil: now, createdAt: now, updatedAt: now,
  } })
  return id
}

export type Wish = Partial<{ desired: 'running' | 'stopped' | 'deleted'; suspendedFor: string | null; suspendedAt: Date | null; wakeAskedAt: Date; deleteAfter: Date; lastRequestAt: Date; sizeId: string }>

/** What verbs and jobs write; `restarts` and `changes` count up. */
export async function wish(id: string, { desired, ...rest }: Wish, { restarts = 0, changes = 0 } = {}): Promise<void> {
  await platformDb.privateInstance.update({ where: { id }, data: {
    ...(desired ? { desired } : {}), ...rest, ...(restarts ? { restartNonce: { increment: restarts } } : {}), ...(changes ? { generation: { increment: changes } } : {}),
  } })
}

export const instanceNow = (id: string) => platformDb.privateInstance.findUniqueOrThrow({ where: { id } })

/** As if a running one had been asked nothing for two hours. */
export async function makeIdle(id: string): Promise<void> {
  const long = new Date(Date.now() - 7_200_000)
  await platformDb.privateInstance.updateMany({ where: { id, status: 'running' }, data: { readyAt: long, lastRequestAt: long, wakeAskedAt: long } })
}

/** The machines that the manager has reported. */
export const seenHosts = () => platformDb.instanceHost.findMany({ select: { id: true, isolation: true } })
