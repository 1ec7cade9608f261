import { notFound } from '@/lib/kernel/error'
import { query } from '../command'
import { keyFields, toKeyView } from './key-row'
import { KeyIdInput } from './schema'
import type { KeyView } from './view'

/** One key. @throws DomainError not_found */
export const getKey = query('keys.get', KeyIdInput, async (ctx, { id }): Promise<KeyView> => {
  const row = await ctx.db.apiKey.findFirst({ where: { id, clientId: ctx.clientId }, select: keyFields })
  if (!row) throw notFound('key')
  return toKeyView(row, ctx.clock.now())
})
