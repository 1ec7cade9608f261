import { Prisma } from '@/lib/db/generated/client'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import type { Patch } from './facts'
import { rowFields, toRow, type InstanceRow } from './instance-row'

/** All that are not at their end. */
export async function readLiving(): Promise<InstanceRow[]> {
  const rows = await platformDb.privateInstance.findMany({ where: { status: { not: 'deleted' } }, select: rowFields, orderBy: { id: 'asc' } })
  return rows.map(toRow)
}

export async function readInstance(id: string): Promise<InstanceRow | null> {
  const stored = await platformDb.privateInstance.findUnique({ where: { id }, select: rowFields })
  return stored && toRow(stored)
}

/** A wish that changed since, or another manager's word, makes this write none. */
const asRead = ({ id, clientId, desired, suspendedFor, generation, restartNonce, wakeAskedAt, status, observedGeneration, observedNonce }: InstanceRow) =>
  ({ id, clientId, desired, suspendedFor, generation, restartNonce, wakeAskedAt, status, observedGeneration, observedNonce })

/**
 * Writes what the manager found or does, and in the same transaction what happened when that is another status or reason.
 * @returns the row as it is now; null when it is no more as it was read
 */
export async function writePatch(row: InstanceRow, patch: Patch, now: Date, detail: Prisma.InputJsonObject = {}): Promise<InstanceRow | null> {
  if (Object.keys(patch).length === 0) return row
  const isMove = (patch.status ?? row.status) !== row.status
  const isNews = isMove || (patch.statusReason !== undefined && patch.statusReason !== row.statusReason && patch.status !== undefined)
  const written: InstanceRow = { ...row, ...patch, ...(isMove ? { statusSince: now } : {}) }
  const { endpoint, ...plain } = patch
  const data = { ...plain, ...(endpoint === undefined ? {} : { endpoint: endpoint ?? Prisma.DbNull }), ...(isMove ? { statusSince: now } : {}), observedAt: now }
  return inTransaction(platformDb, async (tx) => {
    const { count } = await tx.privateInstance.updateMany({ where: asRead(row), data })
    if (count === 0) return null
    if (isNews) {
      await tx.instanceEvent.create({ data: {
        id: newId('iev', now), clientId: row.clientId, instanceId: row.id, kind: 'status', fromStatus: row.status, toStatus: written.status, reason: written.statusReason, detail,
        actorKind: 'manager', createdAt: now,
      } })
    }
    return written
  })
}

/** That they were looked at, in one statement. */
export async function noteSeen(ids: readonly string[], now: Date): Promise<void> {
  await platformDb.privateInstance.updateMany({ where: { id: { in: [...ids] } }, data: { observedAt: now } })
}
