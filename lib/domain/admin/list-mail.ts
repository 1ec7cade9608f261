import type { Prisma } from '@/lib/db/generated/client'
import { notFound } from '@/lib/kernel/error'
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

/** One mail whole, as its reader gets it. @throws DomainError not_found */
export const getMail = platformQuery('admin.getMail', ById, async ({ db }, { id }): Promise<MailDetailView> => {
  const row = await db.mailMessage.findUnique({ where: { id }, select: { ...rowFields, text: true, html: true, attempts: true, lastError: true, attachments: true } })
  if (!row) throw notFound('mail')
  return { ...row, attachments: attachmentNames(row.attachments) }
})
