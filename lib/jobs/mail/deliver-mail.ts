import { z } from 'zod'
import { open } from '@/lib/auth/secret-box'
import { platformDb } from '@/lib/db/platform-db'
import type { PlatformCtx } from '@/lib/domain/context'
import { mailTemplates, mailTokenContext } from '@/lib/domain/events/queue-mail'
import { toJson } from '@/lib/domain/events/record'
import { env } from '@/lib/env'
import { locales } from '@/lib/i18n/locale'
import { maskSecrets } from '@/lib/log'
import type { MailAttachment } from '@/lib/providers/mail/types'
import type { OutboxDelivery } from '../outbox-handlers'
import { attachmentRenderers } from './attachments'
import { renderMail, type RenderedMail } from './render-mail'

const QueuedMail = z.object({
  template: z.enum(mailTemplates),
  to: z.string(),
  locale: z.enum(locales),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  path: z.string().optional(),
  userId: z.string().optional(),
  attachments: z.array(z.object({ kind: z.enum(['invoice', 'receipt', 'credit_note', 'instance_history']), id: z.string() })).default([]),
  sealedToken: z.object({ ciphertext: z.string(), keyId: z.string() }).optional(),
})
type QueuedMail = z.output<typeof QueuedMail>

/** One row an outbox message, whatever happens. */
export const mailIdOf = (outboxId: string): string => `mail_${outboxId.split('_')[1] ?? ''}`

function tokenOf({ to, template, sealedToken }: QueuedMail): string | null {
  return sealedToken ? open(Buffer.from(sealedToken.ciphertext, 'base64'), sealedToken.keyId, mailTokenContext(to, template)) : null
}

function linkOf(mail: QueuedMail, token: string | null): string | null {
  if (!mail.path) return null
  const url = new URL(`${mail.locale === 'ar' ? '/ar' : ''}${mail.path}`, env().PUBLIC_ORIGIN)
  if (token) url.searchParams.set('token', token)
  return url.toString()
}

/** A mail that leaves by SMTP is kept without its link's secret; without SMTP this log is the mailbox, and the link must work. */
const kept = (mail: RenderedMail, token: string | null): RenderedMail =>
  token ? { ...mail, text: mail.text.replaceAll(token, '…'), html: mail.html.replaceAll(token, '…') } : mail

async function attachmentsOf(ctx: PlatformCtx, mail: QueuedMail, clientId: string | null): Promise<MailAttachment[]> {
  return Promise.all(mail.attachments.map(({ kind, id }) => {
    const make = attachmentRenderers[kind]
    if (!make || clientId === null) throw new Error(`nothing makes the attachment ${kind}`)
    return make({ ...ctx, locale: mail.locale }, clientId, id)
  }))
}

/** Writes the mail's row once and has it carried away. A twin of this call finds the attempt taken and leaves. */
export async function deliverMail(ctx: PlatformCtx, message: OutboxDelivery): Promise<void> {
  const mail = QueuedMail.parse(message.payload)
  const { mail: carrier } = ctx.providers
  const token = tokenOf(mail)
  const rendered = renderMail({ ...mail, link: linkOf(mail, token), origin: env().PUBLIC_ORIGIN })
  const attachments = await attachmentsOf(ctx, mail, message.clientId)
  const id = mailIdOf(message.id)
  await platformDb.mailMessage.createMany({
    skipDuplicates: true,
    data: [{
      id, clientId: message.clientId, userId: mail.userId ?? null, template: mail.template, locale: mail.locale, to: mail.to,
      ...(carrier.id === 'local' ? rendered : kept(rendered, token)),
      attachments: toJson(mail.attachments.map((one, i) => ({ ...one, filename: attachments[i]?.filename }))),
      transport: carrier.id, state: 'queued', createdAt: ctx.clock.now(),
    }],
  })
  if (!(await takeAttempt(id))) return
  try {
    await carrier.send({ id, to: mail.to, ...rendered, attachments })
  } catch (error) {
    const lastError = maskSecrets(error instanceof Error ? error.message : String(error)).slice(0, 500)
    await platformDb.mailMessage.update({ where: { id }, data: { lastError, state: message.isLastAttempt ? 'failed' : 'queued' }, select: { id: true } })
    throw error
  }
  await platformDb.mailMessage.update({ where: { id }, data: { state: 'sent', sentAt: ctx.clock.now(), lastError: null }, select: { id: true } })
}

/** Whether this call may try: the mail is not sent yet and nobody else counted an attempt since it was read. */
async function takeAttempt(id: string): Promise<boolean> {
  const row = await platformDb.mailMessage.findUniqueOrThrow({ where: { id }, select: { state: true, attempts: true } })
  if (row.state === 'sent') return false
  const { count } = await platformDb.mailMessage.updateMany({ where: { id, state: { not: 'sent' }, attempts: row.attempts }, data: { attempts: { increment: 1 } } })
  return count === 1
}
