import { lockClient } from '@/lib/db/locks'
import { command } from '../command'
import { assertAct } from './assert-may-run'
import { lockCapacity } from './capacity'
import { writeWish } from './change-wish'
import { confirmedQuote } from './confirmed-quote'
import { lockInstance } from './instance-row'
import { ResizeInstanceInput } from './schema'
import { assertFits } from './served-model'
import { memoryOfFile } from './uploads/upload-row'
import type { InstanceView } from './view'

/**
 * Gives an instance another size; a running one is started anew in it. Storage never shrinks.
 * @throws DomainError not_found, stale_preview, instance_suspended, invalid_state, invalid_input, and what refuses a new one
 */
export const resizeInstance = command('instances.resize', ResizeInstanceInput, async (ctx, input): Promise<InstanceView> => {
  await lockClient(ctx.db, ctx.clientId)
  const row = await lockInstance(ctx.db, ctx.clientId, input.id, ctx.clock.now())
  assertAct(row, 'resize')
  await lockCapacity(ctx.db, row.driver)
  const { size } = await confirmedQuote(ctx, input)
  assertFits(size, row.model?.minMemoryBytes ?? memoryOfFile(row.upload?.sizeBytes ?? 0n), null)
  return writeWish(ctx, row, 'resize', { sizeId: size.id, generation: { increment: 1 } }, { from: row.size.code, to: size.code })
})
