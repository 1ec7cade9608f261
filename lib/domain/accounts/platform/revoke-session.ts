import { notFound } from '@/lib/kernel/error'
import { platformCommand } from '@/lib/domain/platform/command'
import { RevokeSessionInput } from '../schema'
import { personOf } from './person-of'

/** Signs one of the person's own browsers out; its next request is refused. @throws DomainError not_found */
export const revokeSession = platformCommand('accounts.revokeSession', RevokeSessionInput, async (ctx, input): Promise<{ id: string; status: 'revoked' }> => {
  const { userId } = personOf(ctx.actor)
  const { count } = await ctx.db.clientSession.updateMany({
    where: { id: input.id, userId, revokedAt: null }, data: { revokedAt: ctx.clock.now(), revokedReason: 'revoked' },
  })
  if (count === 0) throw notFound('session')
  await ctx.record(userId, { sessionId: input.id })
  return { id: input.id, status: 'revoked' }
})
