import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import { log } from '@/lib/log'
import type { InstanceDriver } from '@/lib/providers/instance-runtime/types'
import { inTime } from './in-time'

/** What is on a machine under this installation's mark that no row knows. */
export type Orphan = { ref: string; seenTimes: number }

/** Ended when seen in so many sweeps in a row, or once staff asked for it: a row may just be on its way. */
const endAfter = 2
const patienceMs = 60_000

/** Counts what `driver` holds that no row wants, and ends what was counted often enough. @returns what is left, and how many were ended */
export async function sweepOrphans(driver: InstanceDriver, before: readonly Orphan[], removals: readonly string[], now: Date): Promise<{ orphans: Orphan[]; ended: string[] }> {
  const held = (await inTime('list', patienceMs, driver.list())).map(({ id }) => id)
  // Read after the list: whatever was made has its row before it.
  const known = await platformDb.privateInstance.findMany({ where: { id: { in: held }, status: { not: 'deleted' }, driver: driver.kind }, select: { id: true } })
  const knownIds = new Set(known.map(({ id }) => id))
  const found = held.filter((id) => !knownIds.has(id)).map((ref) => ({ ref, seenTimes: (before.find((one) => one.ref === ref)?.seenTimes ?? 0) + 1 }))
  const ended: string[] = []
  for (const { ref, seenTimes } of found) {
    if ((seenTimes >= endAfter || removals.includes(ref)) && (await end(driver, ref, now))) ended.push(ref)
  }
  return { orphans: found.filter(({ ref }) => !ended.includes(ref)), ended }
}

async function end(driver: InstanceDriver, ref: string, now: Date): Promise<boolean> {
  try {
    await inTime('destroy', patienceMs, driver.destroy(ref, { keepVolume: false }))
  } catch (error) {
    log.warn({ ref, err: error }, 'an orphan could not be ended')
    return false
  }
  log.warn({ ref, driver: driver.kind }, 'ended what no instance wanted')
  await inTransaction(platformDb, (tx) => tx.auditEvent.create({ data: {
    id: newId('evt', now), action: 'instances.endOrphan', clientId: null, actorKind: 'system', actorId: 'manager', objectId: ref, data: { driver: driver.kind }, requestId: newId('req', now), ip: null, createdAt: now,
  } }))
  return true
}
