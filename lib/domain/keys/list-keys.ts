import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import type { Prisma } from '@/lib/db/generated/client'
import { query } from '../command'
import { keyFields, toKeyView } from './key-row'
import { ListKeysInput } from './schema'
import type { KeyView } from './view'

const withStatus = (status: KeyView['status'] | undefined, now: Date): Prisma.ApiKeyWhereInput => {
  if (status === 'revoked') return { revokedAt: { not: null } }
  if (status === 'expired') return { revokedAt: null, expiresAt: { lte: now } }
  return status === 'active' ? { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] } : {}
}

/** The client's keys, newest first. */
export const listKeys = query('keys.list', ListKeysInput, async (ctx, input): Promise<Page<KeyView>> => {
  const { where, ...paging } = pageArgs(input)
  const now = ctx.clock.now()
  const rows = await ctx.db.apiKey.findMany({ ...paging, where: { ...where, clientId: ctx.clientId, ...withStatus(input.status, now) }, select: keyFields })
  return toPage(rows, input.limit, (row) => toKeyView(row, now))
})
