import { Prisma } from '@/lib/db/generated/client'
import { command } from '../../command'
import { getPromptStorage } from './get-prompt-storage'
import { SetPromptStorageInput } from './schema'
import type { PromptStorageView } from './view'

/**
 * Turns the keeping of prompts and answers on or off, and says for how long. A shorter time and `deleteStored` count at
 * once, for what is stored already.
 */
export const setPromptStorage = command('usage.setPromptStorage', SetPromptStorageInput, async (ctx, { isOn, retentionDays, deleteStored }): Promise<PromptStorageView> => {
  const { db, clientId } = ctx
  const change = { isOn, retentionDays, changedAt: ctx.clock.now(), changedById: ctx.actor.kind === 'user' ? ctx.actor.userId : null }
  // The setting's row first: a request that is just storing its prompt waits for it, or is waited for.
  await db.promptStorage.upsert({ where: { clientId }, create: { clientId, ...change }, update: change })
  const deleted = deleteStored ? await db.promptRecord.deleteMany({ where: { clientId } }) : null
  await db.$executeRaw(Prisma.sql`
    UPDATE "PromptRecord" SET "expiresAt" = least("expiresAt", "createdAt" + make_interval(days => ${retentionDays}::int)) WHERE "clientId" = ${clientId}`)
  await ctx.record(clientId, { isOn, retentionDays, ...(deleted ? { deleted: deleted.count } : {}) })
  return getPromptStorage(ctx, {})
})
