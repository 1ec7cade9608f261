import { lockClient } from '@/lib/db/locks'
import { command } from '../command'
import { assertAct } from './assert-may-run'
import { writeWish } from './change-wish'
import { assertNameFree } from './create-instance'
import { lockInstance } from './instance-row'
import { UpdateInstanceInput } from './schema'
import { assertFits } from './served-model'
import type { InstanceView } from './view'

/** Changes an instance's name, its own limit and when it sleeps; it goes on running. @throws DomainError not_found, invalid_state, invalid_input */
export const updateInstance = command('instances.update', UpdateInstanceInput, async (ctx, { id, ...asked }): Promise<InstanceView> => {
  await lockClient(ctx.db, ctx.clientId)
  const row = await lockInstance(ctx.db, ctx.clientId, id, ctx.clock.now())
  assertAct(row, 'update')
  if (asked.name !== undefined) await assertNameFree(ctx.db, ctx.clientId, asked.name, id)
  assertFits(row.size, 0n, asked.requestsPerMinute ?? null)
  const changes = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Partial<typeof asked>
  return writeWish(ctx, row, 'update', changes as { name?: string; requestsPerMinute?: number | null; idleSleepMinutes?: number | null }, changes)
})
