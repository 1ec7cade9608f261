import { notFound } from '@/lib/kernel/error'
import { command } from '../command'
import { keyFields, toKeyView } from './key-row'
import { KeyIdInput } from './schema'
import type { KeyView } from './view'

/** Ends a key for ever: its next request is refused, in every process. A second time changes nothing. @throws DomainError not_found */
export const revokeKey = command('keys.revoke', KeyIdInput, async (ctx, { id }): Promise<KeyView> => {
  const now = ctx.clock.now()
  const revokedById = ctx.actor.kind === 'user' ? ctx.actor.userId : null
  await ctx.db.apiKey.updateMany({ where: { id, clientId: ctx.clientId, revokedAt: null }, data: { revokedAt: now, revokedById } })
  const row = await ctx.db.apiKey.findFirst({ where: { id, clientId: ctx.clientId }, select: keyFields })
  if (!row) throw notFound('key')
  await ctx.record(id, { name: row.name, hint: row.hint })
  return toKeyView(row, now)
})
