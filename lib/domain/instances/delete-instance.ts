import { days, plus } from '@/lib/kernel/clock'
import { command } from '../command'
import { assertAct } from './assert-may-run'
import { writeWish } from './change-wish'
import { lockInstance } from './instance-row'
import { InstanceIdInput } from './schema'
import type { InstanceView } from './view'

/** How long the storage of a deleted instance is kept. */
export const tombstoneMs = days(7)

/** Ends an instance for good: its server at once, its storage after seven days. Its name is free again. @throws DomainError not_found, invalid_state when that is wanted already */
export const deleteInstance = command('instances.delete', InstanceIdInput, async (ctx, { id }): Promise<InstanceView> => {
  const row = await lockInstance(ctx.db, ctx.clientId, id, ctx.clock.now())
  assertAct(row, 'delete')
  return writeWish(ctx, row, 'delete', { desired: 'deleted', deleteAfter: plus(ctx.clock.now(), tombstoneMs), wakeAskedAt: null })
})
