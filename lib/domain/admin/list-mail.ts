import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { notFound } from '@/lib/kernel/error'
import { maskSecrets } from '@/lib/log'
import type { PlatformCtx } from '../context'
import { platformQuery } from '../platform/command'
import { containing, pageOf } from './page-of'
import { ById, ListMailInput } from './schema'
import type { MailDetailView } from './view'

const rowFields = {
  id: true, to: true, subject: true, template: true, locale: true, state: true, transport: true, clientId: true, createdAt: true, sentAt: true,
} as const satisfies Prisma.MailMessageSelect

/** The mails the platform wrote, newest first, sent or not. */
export const listMail = platformQuery('admin.listMail', ListMailInput, async ({ db }, { q, state, clientId, ...page }) => {
  const search = q ? { OR: [{ to: containing(q) }, { subject: containing(q) }, { id: q }] } : {}
  return pageOf(page, ({ where, ...args }) => db.mailMessage.findMany({
    ...args, where: { AND: [where, search, state ? { state } : {}, clientId ? { clientId } : {}] }, select: rowFields,
  }), (row) => row)
})

const attachmentNames = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).flatMap((one: unknown) => (typeof one === 'object' && one !== null && 'filename' in one ? [String(one.filename)] : []))

/** A link that sets a password is worth the account itself: only owners of the platform get to see it, and mails to other staff. */
async function asSeenBy<Row extends { userId: string | null; template: string; text: string; html: string }>(ctx: PlatformCtx & { db: Db }, row: Row): Promise<Row> {
  const { actor } = ctx
  if (actor.kind !== 'staff' || actor.role === 'owner' || row.userId === actor.userId) return row
  const reader = row.userId ? await ctx.db.user.findUnique({ where: { id: row.userId }, select: { staffRole: true } }) : null
  if (reader?.staffRole) throw notFound('mail')
  return row.template === 'reset_password' ? { ...row, text: maskSecrets(row.text), html: maskSecrets(row.html) } : row
}

/** One mail whole, as its reader gets it. @throws DomainError not_found */
export const getMail = platformQuery('admin.getMail', ById, async (ctx, { id }): Promise<MailDetailView> => {
  const found = await ctx.db.mailMessage.findUnique({ where: { id }, select: { ...rowFields, userId: true, text: true, html: true, attempts: true, lastError: true, attachments: true } })
  if (!found) throw notFound('mail')
  const { userId: _userId, ...row } = await asSeenBy(ctx, found)
  return { ...row, attachments: attachmentNames(row.attachments) }
})
