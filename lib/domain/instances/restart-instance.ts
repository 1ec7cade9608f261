import { command } from '../command'
import { assertAct, assertMayRun } from './assert-may-run'
import { writeWish } from './change-wish'
import { lockInstance } from './instance-row'
import { InstanceIdInput } from './schema'
import type { InstanceView } from './view'

/** Ends its server and starts it anew. @throws DomainError not_found, instance_suspended, invalid_state (it is not wanted to run), subscription_inactive, insufficient_funds */
export const restartInstance = command('instances.restart', InstanceIdInput, async (ctx, { id }): Promise<InstanceView> => {
  const row = await lockInstance(ctx.db, ctx.clientId, id, ctx.clock.now())
  assertAct(row, 'restart')
  await assertMayRun(ctx, row)
  return writeWish(ctx, row, 'restart', { restartNonce: { increment: 1 } })
})
