import { lockName } from '@/lib/db/locks'
import type { Db } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { minutes, plus } from '@/lib/kernel/clock'
import { isolations } from './view'

/** A machine that its manager has not reported for so long takes nothing new. */
export const freshMs = minutes(5)

type Needs = { memoryBytes: bigint; cpuMillis: number; storageBytes: bigint; minIsolation: string }
type Sums = { memory: string; cpu: string; storage: string }

const rankOf = (isolation: string): number => isolations.findIndex((one) => one === isolation)
const weakest = (isolation: string): readonly string[] => {
  const needed = Math.max(rankOf(isolation), rankOf(env().MIN_ISOLATION))
  return isolations.filter((one) => rankOf(one) >= needed)
}

/** What new instances run on. */
export const driverForNew = (): 'process' | 'docker' | 'kubernetes' => env().INSTANCE_DRIVERS[0] ?? 'process'

/** What is promised on a driver: every instance that is not to be deleted counts whole, and kept storage as long as it is there. */
async function promised(db: Db, driver: string, exceptId: string | null): Promise<Sums> {
  const rows = await db.$queryRaw<Sums[]>`
    SELECT coalesce(sum(s."memoryBytes") FILTER (WHERE i."desired" <> 'deleted'), 0)::text AS memory, coalesce(sum(s."cpuMillis") FILTER (WHERE i."desired" <> 'deleted'), 0)::text AS cpu,
      coalesce(sum(s."storageBytes"), 0)::text AS storage
    FROM "PrivateInstance" i JOIN "InstanceSize" s ON s."id" = i."sizeId"
    WHERE i."driver" = ${driver} AND i."status" <> 'deleted' AND i."id" <> ${exceptId ?? ''}`
  return rows[0] ?? { memory: '0', cpu: '0', storage: '0' }
}

/**
 * Whether the machines of a driver have room for one more of this size, kept apart as it asks, beside all that is promised already.
 * @param exceptId the instance that is resized: its present size makes room
 */
export async function hasRoom(db: Db, driver: string, needs: Needs, exceptId: string | null, wallNow: Date): Promise<boolean> {
  const hosts = await db.instanceHost.findMany({
    where: { driver, isolation: { in: [...weakest(needs.minIsolation)] }, seenAt: { gt: plus(wallNow, -freshMs) } }, select: { memoryBytes: true, cpuMillis: true, storageBytes: true },
  })
  const sums = await promised(db, driver, exceptId)
  const total = (read: (host: (typeof hosts)[number]) => bigint): bigint => hosts.reduce((sum, host) => sum + read(host), 0n)
  return hosts.some((host) => host.memoryBytes >= needs.memoryBytes && host.cpuMillis >= needs.cpuMillis && host.storageBytes >= needs.storageBytes)
    && total((host) => host.memoryBytes) >= BigInt(sums.memory) + needs.memoryBytes
    && total((host) => BigInt(host.cpuMillis)) >= BigInt(sums.cpu) + BigInt(needs.cpuMillis)
    && total((host) => host.storageBytes) >= BigInt(sums.storage) + needs.storageBytes
}

/** One at a time looks for room and takes it, over all clients and processes; held until commit. */
export const lockCapacity = (db: Db, driver: string): Promise<void> => lockName(db, `instances.capacity.${driver}`)
