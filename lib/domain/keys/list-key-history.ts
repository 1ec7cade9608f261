import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { query } from '../command'
import { PageInput } from '@/lib/kernel/cursor'
import { z } from 'zod'

export const KeyEventView = z.object({ id: z.string(), action: z.string(), actorKind: z.string(), createdAt: z.date() })
export type KeyEventView = z.infer<typeof KeyEventView>

/** What happened to a key and who did it, newest first. */
export const listKeyHistory = query('keys.history', PageInput.extend({ id: z.string() }), async (ctx, input): Promise<Page<KeyEventView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await ctx.db.auditEvent.findMany({
    ...paging, where: { ...where, clientId: ctx.clientId, objectId: input.id }, select: { id: true, action: true, actorKind: true, createdAt: true },
  })
  return toPage(rows, input.limit, (row) => row)
})
