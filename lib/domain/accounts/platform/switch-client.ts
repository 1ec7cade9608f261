import { notFound } from '@/lib/kernel/error'
import { platformCommand } from '@/lib/domain/platform/command'
import { SwitchClientInput } from '../schema'
import { personOf } from './person-of'

/** Looks at another client the person is a member of, in this browser. @throws DomainError not_found */
export const switchClient = platformCommand('accounts.switchClient', SwitchClientInput, async (ctx, input): Promise<{ clientId: string }> => {
  const { userId, sessionId } = personOf(ctx.actor)
  const membership = await ctx.db.membership.findUnique({
    where: { clientId_userId: { clientId: input.clientId, userId }, client: { closedAt: null } }, select: { clientId: true },
  })
  if (!membership) throw notFound('client')
  await ctx.db.clientSession.updateMany({ where: { id: sessionId, userId, revokedAt: null }, data: { clientId: input.clientId } })
  await ctx.record(input.clientId, { sessionId })
  return { clientId: input.clientId }
})
