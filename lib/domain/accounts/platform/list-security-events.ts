import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { platformQuery } from '@/lib/domain/platform/command'
import { deviceOf } from '../device'
import { ListSecurityEventsInput } from '../schema'
import { securityActions, type SecurityEventView } from '../view'
import { personOf } from './person-of'

const isKnown = (action: string): action is SecurityEventView['action'] => (securityActions as readonly string[]).includes(action)

/** What happened to the person's access: sign-ins that worked or failed, passwords, links, revoked sessions. Newest first. */
export const listSecurityEvents = platformQuery('accounts.listSecurityEvents', ListSecurityEventsInput, async (ctx, input): Promise<Page<SecurityEventView>> => {
  const { userId } = personOf(ctx.actor)
  const { where, ...page } = pageArgs(input)
  const rows = await ctx.db.auditEvent.findMany({
    where: { ...where, objectId: userId, action: { in: [...securityActions] } },
    ...page,
    select: { id: true, action: true, data: true, ip: true, createdAt: true },
  })
  return toPage(rows, input.limit, ({ data, action, ...row }) => ({
    ...row,
    action: isKnown(action) ? action : 'accounts.signIn',
    outcome: textIn(data, 'outcome') === 'failed' ? 'failed' as const : 'succeeded' as const,
    device: deviceOf(textIn(data, 'userAgent')),
  }))
})

function textIn(data: unknown, key: string): string | null {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, key) : null
  return typeof value === 'string' ? value : null
}
