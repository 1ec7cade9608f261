import { z } from 'zod'
import { PageInput, pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { query } from '../command'

export const KeyEventView = z.object({
  id: z.string(),
  action: z.string(),
  actorKind: z.string(),
  actorName: z.string().nullable().meta({ description: 'The person; null for a program or the system.' }),
  createdAt: z.date(),
})
export type KeyEventView = z.infer<typeof KeyEventView>

/** What happened to a key and who did it, newest first. */
export const listKeyHistory = query('keys.history', PageInput.extend({ id: z.string() }), async (ctx, input): Promise<Page<KeyEventView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await ctx.db.auditEvent.findMany({
    ...paging, where: { ...where, clientId: ctx.clientId, objectId: input.id }, select: { id: true, action: true, actorKind: true, actorId: true, createdAt: true },
  })
  const people = await ctx.db.user.findMany({ where: { id: { in: rows.flatMap(({ actorId }) => (actorId ? [actorId] : [])) } }, select: { id: true, name: true } })
  return toPage(rows, input.limit, ({ actorId, ...row }) => ({ ...row, actorName: people.find((person) => person.id === actorId)?.name ?? null }))
})
