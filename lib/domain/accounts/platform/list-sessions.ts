import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { platformQuery } from '@/lib/domain/platform/command'
import { deviceOf } from '../device'
import { ListSessionsInput } from '../schema'
import type { SessionView } from '../view'
import { personOf } from './person-of'

/** Where the person is signed in now, newest first. */
export const listSessions = platformQuery('accounts.listSessions', ListSessionsInput, async (ctx, input): Promise<Page<SessionView>> => {
  const { userId, sessionId } = personOf(ctx.actor)
  const now = ctx.clock.now()
  const { where, ...page } = pageArgs(input)
  const rows = await ctx.db.clientSession.findMany({
    where: { ...where, userId, revokedAt: null, expiresAt: { gt: now }, idleExpiresAt: { gt: now } },
    ...page,
    select: { id: true, userAgent: true, ip: true, createdAt: true, lastSeenAt: true, expiresAt: true },
  })
  return toPage(rows, input.limit, ({ userAgent, ...row }) => ({ ...row, isCurrent: row.id === sessionId, device: deviceOf(userAgent) }))
})
