import { PageInput, pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { toSnake } from '@/lib/kernel/key-case'
import type { Db } from '@/lib/db/transaction'
import type { Prisma } from '@/lib/db/generated/client'
import { z } from 'zod'
import { query } from '../command'
import { toldFields } from './changes'
import type { KeyChangeView, KeyEventView } from './view'

type Row = { id: string; action: string; actorKind: string; actorId: string | null; data: Prisma.JsonValue; createdAt: Date }

const Told = z.union([z.string(), z.number(), z.array(z.string())]).nullable()
const Data = z.object({ changes: z.partialRecord(z.enum(toldFields), z.object({ from: Told, to: Told })).catch({}), oldSecretEndsAt: z.iso.datetime().nullable().catch(null) })

function changesIn(data: Prisma.JsonValue): { changes: KeyChangeView[]; oldSecretEndsAt: Date | null } {
  const { changes, oldSecretEndsAt } = Data.catch({ changes: {}, oldSecretEndsAt: null }).parse(data)
  return {
    changes: toldFields.flatMap((field) => { const change = changes[field]; return change ? [{ field: toSnake(field), before: change.from, after: change.to }] : [] }),
    oldSecretEndsAt: oldSecretEndsAt === null ? null : new Date(oldSecretEndsAt),
  }
}

/** Names of the people and keys that acted. */
async function namesOf(db: Db, clientId: string, rows: readonly Row[]): Promise<Map<string, string>> {
  const idsOf = (kinds: string[]): string[] => [...new Set(rows.flatMap(({ actorKind, actorId }) => (actorId && kinds.includes(actorKind) ? [actorId] : [])))]
  const [people, keys] = await Promise.all([
    db.user.findMany({ where: { id: { in: idsOf(['user', 'staff']) } }, select: { id: true, name: true } }),
    db.apiKey.findMany({ where: { clientId, id: { in: idsOf(['apiKey']) } }, select: { id: true, name: true } }),
  ])
  return new Map([...people, ...keys].map(({ id, name }) => [id, name]))
}

/** What happened to a key, who did it, and how its settings were before and after; newest first. */
export const listKeyHistory = query('keys.history', PageInput.extend({ id: z.string() }), async (ctx, input): Promise<Page<KeyEventView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await ctx.db.auditEvent.findMany({
    ...paging, where: { ...where, clientId: ctx.clientId, objectId: input.id }, select: { id: true, action: true, actorKind: true, actorId: true, data: true, createdAt: true },
  })
  const names = await namesOf(ctx.db, ctx.clientId, rows)
  return toPage(rows, input.limit, ({ actorId, data, ...row }) => ({ ...row, actorName: (actorId && names.get(actorId)) ?? null, ...changesIn(data) }))
})
