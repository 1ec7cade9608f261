import { PageInput, pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { toSnake } from '@/lib/kernel/key-case'
import type { Prisma } from '@/lib/db/generated/client'
import { z } from 'zod'
import { query } from '../command'
import { actorNames } from '../events/actor-names'
import { toldFields } from './changes'
import type { KeyChangeView, KeyEventView } from './view'

const Told = z.union([z.string(), z.number(), z.array(z.string())]).nullable()
const Data = z.object({ changes: z.partialRecord(z.enum(toldFields), z.object({ from: Told, to: Told })).catch({}), oldSecretEndsAt: z.iso.datetime().nullable().catch(null) })

function changesIn(data: Prisma.JsonValue): { changes: KeyChangeView[]; oldSecretEndsAt: Date | null } {
  const { changes, oldSecretEndsAt } = Data.catch({ changes: {}, oldSecretEndsAt: null }).parse(data)
  return {
    changes: toldFields.flatMap((field) => { const change = changes[field]; return change ? [{ field: toSnake(field), before: change.from, after: change.to }] : [] }),
    oldSecretEndsAt: oldSecretEndsAt === null ? null : new Date(oldSecretEndsAt),
  }
}

/** What happened to a key, who did it, and how its settings were before and after; newest first. */
export const listKeyHistory = query('keys.history', PageInput.extend({ id: z.string() }), async (ctx, input): Promise<Page<KeyEventView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await ctx.db.auditEvent.findMany({
    ...paging, where: { ...where, clientId: ctx.clientId, objectId: input.id }, select: { id: true, action: true, actorKind: true, actorId: true, data: true, createdAt: true },
  })
  const names = await actorNames(ctx.db, rows, { clientId: ctx.clientId })
  return toPage(rows, input.limit, ({ actorId, data, ...row }) => ({ ...row, actorName: (actorId && names.get(actorId)) ?? null, ...changesIn(data) }))
})
