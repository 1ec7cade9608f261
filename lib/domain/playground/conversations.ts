import type { Prisma } from '@/lib/db/generated/client'
import { DomainError, invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { command, query } from '../command'
import type { ClientRun } from '../context'
import { toJson } from '../events/record'
import { ownerOf, summaryFields, type Owner } from './owner'
import { ConversationContent, ConversationIdInput, historyLimits, NoInput, SaveConversationInput, SetHistoryInput, UpdateConversationInput } from './schema'
import type { ConversationListView, ConversationSummaryView, ConversationView } from './view'

const keepsHistory = async ({ db }: Pick<ClientRun, 'db'>, { clientId, userId }: Owner): Promise<boolean> =>
  (await db.membership.findFirst({ where: { clientId, userId }, select: { keepsPlaygroundHistory: true } }))?.keepsPlaygroundHistory ?? false

/** @throws DomainError payload_too_large */
function stored(content: ConversationContent): { content: Prisma.InputJsonValue; sizeBytes: number } {
  const sizeBytes = Buffer.byteLength(JSON.stringify(content))
  if (sizeBytes > historyLimits.bytes) throw new DomainError('payload_too_large')
  return { content: toJson(content), sizeBytes }
}

const cut = (text: string): string => [...text.trim().replace(/\s+/g, ' ')].slice(0, 80).join('')
/** The first thing that was asked, or the model's name when nothing was. */
const titleOf = ({ turns, columns }: ConversationContent): string => cut(turns[0]?.prompt ?? '') || (columns[0] ?? '').slice(0, historyLimits.titleLength)

/** The person's own conversations, the last used first. */
export const listConversations = query('playground.listConversations', NoInput, async (ctx): Promise<ConversationListView> => {
  const owner = ownerOf(ctx)
  const [data, isKept] = await Promise.all([
    ctx.db.playgroundConversation.findMany({ where: { ...owner }, select: summaryFields, orderBy: { updatedAt: 'desc' }, take: historyLimits.conversations }),
    keepsHistory(ctx, owner),
  ])
  return { keepsHistory: isKept, data }
})

/** One conversation whole. @throws DomainError not_found */
export const getConversation = query('playground.getConversation', ConversationIdInput, async (ctx, { id }): Promise<ConversationView> => {
  const row = await ctx.db.playgroundConversation.findFirst({ where: { id, ...ownerOf(ctx) }, select: { ...summaryFields, content: true } })
  if (!row) throw notFound('conversation')
  return { ...row, content: ConversationContent.parse(row.content) }
})

type Written = { title: string; content: ConversationContent; writer: string | undefined }

/** A new row; beyond 200 those that were not used for the longest go. */
async function create(ctx: Pick<ClientRun, 'db' | 'clock'>, owner: Owner, { title, content, writer }: Written): Promise<ConversationSummaryView> {
  const now = ctx.clock.now()
  const row = await ctx.db.playgroundConversation.create({
    select: summaryFields, data: { ...owner, id: newId('cnv', now), title, writer: writer ?? null, ...stored(content), createdAt: now, updatedAt: now },
  })
  const surplus = await ctx.db.playgroundConversation.findMany({ where: { ...owner }, orderBy: { updatedAt: 'desc' }, skip: historyLimits.conversations, select: { id: true } })
  if (surplus.length > 0) await ctx.db.playgroundConversation.deleteMany({ where: { ...owner, id: { in: surplus.map(({ id }) => id) } } })
  return row
}

/** Keeps a new conversation; beyond 200 those that were not used for the longest go. @throws DomainError invalid_state (history is off), payload_too_large */
export const saveConversation = command('playground.saveConversation', SaveConversationInput, async (ctx, { title, content, writer }): Promise<ConversationSummaryView> => {
  const owner = ownerOf(ctx)
  if (!(await keepsHistory(ctx, owner))) throw new DomainError('invalid_state', { internal: 'history is off' })
  const row = await create(ctx, owner, { title: title ?? titleOf(content), content, writer })
  await ctx.record(row.id, { turns: content.turns.length })
  return row
})

/**
 * Renames a conversation, or keeps what was said in it since. Where another page wrote meanwhile, what this one says becomes a conversation
 * of its own, and nothing is lost: the answer then has another id.
 * @throws DomainError not_found, invalid_state (history is off), payload_too_large
 */
export const updateConversation = command('playground.updateConversation', UpdateConversationInput, async (ctx, { id, title, content, version, writer }): Promise<ConversationSummaryView> => {
  const owner = ownerOf(ctx)
  const where = { id, ...owner }
  const found = await ctx.db.playgroundConversation.findFirst({ where, select: { title: true } })
  if (!found) throw notFound('conversation')
  if (content && version === undefined) throw invalidField('version', 'required')
  if (content && !(await keepsHistory(ctx, owner))) throw new DomainError('invalid_state', { internal: 'history is off' })
  if (title) await ctx.db.playgroundConversation.updateMany({ where, data: { title } })
  const isLast = { OR: [{ version: version ?? 0 }, ...(writer === undefined ? [] : [{ writer }])] }
  const { count } = content
    ? await ctx.db.playgroundConversation.updateMany({ where: { ...where, ...isLast }, data: { ...stored(content), writer: writer ?? null, version: { increment: 1 }, updatedAt: ctx.clock.now() } })
    : { count: 1 }
  await ctx.record(id, { isRenamed: title !== undefined, turns: content?.turns.length, ...(count === 0 ? { isCopied: true } : {}) })
  if (content && count === 0) return create(ctx, owner, { title: `${[...(title ?? found.title)].slice(0, 100).join('')} (2)`, content, writer })
  return ctx.db.playgroundConversation.findFirstOrThrow({ where, select: summaryFields })
})

/** @throws DomainError not_found */
export const deleteConversation = command('playground.deleteConversation', ConversationIdInput, async (ctx, { id }): Promise<{ deleted: number }> => {
  const { count } = await ctx.db.playgroundConversation.deleteMany({ where: { id, ...ownerOf(ctx) } })
  if (count === 0) throw notFound('conversation')
  await ctx.record(id)
  return { deleted: count }
})

/** Deletes every conversation of the person in this client. */
export const clearConversations = command('playground.clearConversations', NoInput, async (ctx): Promise<{ deleted: number }> => {
  const { count } = await ctx.db.playgroundConversation.deleteMany({ where: { ...ownerOf(ctx) } })
  await ctx.record(null, { deleted: count })
  return { deleted: count }
})

/** Whether conversations of the person in this client are kept from now on; those that are kept stay. */
export const setHistory = command('playground.setHistory', SetHistoryInput, async (ctx, { isOn }): Promise<{ keepsHistory: boolean }> => {
  await ctx.db.membership.updateMany({ where: { ...ownerOf(ctx) }, data: { keepsPlaygroundHistory: isOn } })
  await ctx.record(null, { isOn })
  return { keepsHistory: isOn }
})
