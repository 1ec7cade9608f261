import type { Prisma } from '@/lib/db/generated/client'
import type { ClientRun } from '../context'
import { assertAct, assertMayRun } from './assert-may-run'
import { wallNow } from './confirmed-quote'
import { instanceView, lockInstance, readInstance, type InstanceRow } from './instance-row'
import { recordInstanceEvent } from './record-event'
import type { InstanceAct, InstanceView } from './view'

type Wish = Prisma.PrivateInstanceUncheckedUpdateManyInput

/** Writes a wish for an instance that this transaction holds, with its event; the manager hears of it at commit. */
export async function writeWish(ctx: ClientRun, row: InstanceRow, act: InstanceAct, wish: Wish, detail: Record<string, unknown> = {}): Promise<InstanceView> {
  const { db, clientId } = ctx
  const now = ctx.clock.now()
  await db.privateInstance.updateMany({ where: { id: row.id, clientId }, data: { ...wish, updatedAt: now } })
  await recordInstanceEvent(ctx, { clientId, instanceId: row.id, kind: act === 'resize' ? 'resize' : 'wish', reason: act, detail })
  await ctx.record(row.id, { name: row.name, ...detail })
  return instanceView(await readInstance(db, clientId, row.id, now))
}

/** How a start reaches an instance: a sleeping one is woken, one that was given up or waits is tried anew. */
function startOf(row: InstanceRow): Wish {
  const isGivenUp = row.status === 'failed' || row.status === 'crash_backoff'
  return {
    desired: 'running', ...(row.status === 'sleeping' ? { wakeAskedAt: wallNow() } : {}), ...(isGivenUp ? { restartNonce: { increment: 1 } } : {}),
  }
}

/** Wants it to run. @throws DomainError not_found, instance_suspended, invalid_state, subscription_inactive, insufficient_funds */
export async function wantRunning(ctx: ClientRun, id: string, act: 'start' | 'resume'): Promise<InstanceView> {
  const row = await lockInstance(ctx.db, ctx.clientId, id, ctx.clock.now())
  assertAct(row, act)
  await assertMayRun(ctx, row)
  return writeWish(ctx, row, act, startOf(row))
}

/** Wants it stopped; its storage is kept. @throws DomainError not_found, invalid_state */
export async function wantStopped(ctx: ClientRun, id: string, act: 'stop' | 'suspend'): Promise<InstanceView> {
  const row = await lockInstance(ctx.db, ctx.clientId, id, ctx.clock.now())
  assertAct(row, act)
  return writeWish(ctx, row, act, { desired: 'stopped', wakeAskedAt: null })
}
