import { platformCommand } from '@/lib/domain/platform/command'
import { NoInput } from '../schema'
import { personOf } from './person-of'

/** Ends the session of this very browser. */
export const signOut = platformCommand('accounts.signOut', NoInput, async (ctx): Promise<{ status: 'signed_out' }> => {
  const { userId, sessionId } = personOf(ctx.actor)
  await ctx.db.clientSession.updateMany({ where: { id: sessionId, userId, revokedAt: null }, data: { revokedAt: ctx.clock.now(), revokedReason: 'signed_out' } })
  await ctx.record(userId, { sessionId })
  return { status: 'signed_out' }
})
