import type { Prisma } from '@/lib/db/generated/client'
import { tombstoneMs } from '@/lib/domain/instances/delete-instance'
import { lockInstance, type InstanceRow } from '@/lib/domain/instances/instance-row'
import { recordInstanceEvent } from '@/lib/domain/instances/record-event'
import { plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { PlatformRun } from '../../context'
import { platformCommand } from '../../platform/command'
import { clientOfInstance, readAnyInstance } from './list-instances'
import { InstanceForceInput, SuspendAnyInstanceInput } from './schema'
import type { AnyInstanceView } from './view'

type Force = { id: string; reason: string; act: 'suspend' | 'resume' | 'restart' | 'stop' | 'delete' }

/** Writes what staff want of an instance, with an event that its client reads. @throws DomainError not_found, invalid_state when `wishOf` finds nothing to do */
async function force(ctx: PlatformRun, { id, reason, act }: Force, wishOf: (row: InstanceRow, now: Date) => Prisma.PrivateInstanceUncheckedUpdateManyInput | null): Promise<AnyInstanceView> {
  const now = ctx.clock.now()
  const clientId = await clientOfInstance(ctx.db, id)
  const row = await lockInstance(ctx.db, clientId, id, now)
  const wish = row.desired === 'deleted' ? null : wishOf(row, now)
  if (wish === null) throw new DomainError('invalid_state', { internal: `${act} while ${row.desired}, ${row.suspendedFor ?? 'not suspended'}` })
  await ctx.db.privateInstance.updateMany({ where: { id, clientId }, data: { ...wish, updatedAt: now } })
  await recordInstanceEvent(ctx, { clientId, instanceId: id, kind: 'wish', reason: act, detail: { note: reason } })
  await ctx.record(id, { instanceOf: clientId, name: row.name, reason })
  return readAnyInstance(ctx.db, id, now)
}

const isHeldByStaff = ({ suspendedFor }: InstanceRow): boolean => suspendedFor === 'staff' || suspendedFor === 'abuse'

/** Holds an instance, whatever its client wishes or pays; only staff lift it. @throws DomainError not_found, invalid_state while staff hold it already */
export const forceSuspend = platformCommand('admin.suspendInstance', SuspendAnyInstanceInput, (ctx, { why, ...input }): Promise<AnyInstanceView> =>
  force(ctx, { ...input, act: 'suspend' }, (row, now) => (isHeldByStaff(row) ? null : { suspendedFor: why, suspendedNote: input.reason, suspendedAt: now, wakeAskedAt: null })))

/** Lifts whatever holds an instance; it does again what its client wished. What is unpaid or expired is found again at the next look. @throws DomainError not_found, invalid_state */
export const forceResume = platformCommand('admin.resumeInstance', InstanceForceInput, (ctx, input): Promise<AnyInstanceView> =>
  force(ctx, { ...input, act: 'resume' }, (row) => (row.suspendedFor === null ? null : { suspendedFor: null, suspendedNote: null, suspendedAt: null })))

/** Ends its server and starts it anew; one that was given up is tried again. @throws DomainError not_found, invalid_state when it is not wanted to run */
export const forceRestart = platformCommand('admin.restartInstance', InstanceForceInput, (ctx, input): Promise<AnyInstanceView> =>
  force(ctx, { ...input, act: 'restart' }, (row) => (row.desired !== 'running' || row.suspendedFor !== null ? null : { restartNonce: { increment: 1 } })))

/** Stops an instance in its client's place; the client may start it again. @throws DomainError not_found, invalid_state */
export const forceStop = platformCommand('admin.stopInstance', InstanceForceInput, (ctx, input): Promise<AnyInstanceView> =>
  force(ctx, { ...input, act: 'stop' }, (row) => (row.desired === 'stopped' ? null : { desired: 'stopped', wakeAskedAt: null })))

/** Ends an instance for good; its storage is kept for seven days. @throws DomainError not_found, invalid_state */
export const forceDelete = platformCommand('admin.deleteInstance', InstanceForceInput, (ctx, input): Promise<AnyInstanceView> =>
  force(ctx, { ...input, act: 'delete' }, (_row, now) => ({ desired: 'deleted', deleteAfter: plus(now, tombstoneMs), wakeAskedAt: null })))
