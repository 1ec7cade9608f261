import { seal } from '@/lib/auth/secret-box'
import type { Locale } from '@/lib/i18n/locale'
import type { Enqueue } from '../context'

/** Every mail the product writes; its texts are `mail.<template>.*` in the messages. */
export const mailTemplates = [
  'verify_email', 'already_registered', 'reset_password', 'password_changed', 'new_sign_in', 'receipt', 'invoice', 'credit_note', 'trial_ending', 'wallet_low', 'auto_top_up_declined', 'auto_top_up_no_method',
  'dunning_failed', 'dunning_final', 'dunning_confirm', 'dunning_reminder', 'dunning_suspended', 'dunning_ended', 'dunning_recovered',
  'instance_unpaid', 'instance_expired', 'instance_ending', 'instance_deletion', 'instance_deleted', 'instance_resumed', 'instance_trouble', 'instance_storage',
] as const
export type MailTemplate = (typeof mailTemplates)[number]

/** Made anew when the mail is sent or opened, by the renderer registered for its kind. */
export type MailAttachmentRef = { kind: 'invoice' | 'receipt' | 'credit_note' | 'instance_history'; id: string }

export type MailRequest = {
  template: MailTemplate
  to: string
  locale: Locale
  /** Values of the texts. Dates as ISO text under keys ending in `At`, money already formatted. */
  params?: Record<string, string | number>
  /** The secret of a link in the mail; stored encrypted until the mail is written. */
  token?: string
  /** Path the button leads to, without language and token, e.g. `/verify-email`. */
  path?: string
  userId?: string
  attachments?: MailAttachmentRef[]
}

/** What a token is bound to in storage, so that it cannot be moved into another person's mail. */
export const mailTokenContext = (to: string, template: string): string => `mail:${template}:${to}`

/** Queues a mail in the running transaction; it is written and sent after commit, once. */
export async function queueMail(ctx: { enqueue: Enqueue }, mail: MailRequest): Promise<void> {
  const { token, ...rest } = mail
  if (token === undefined) return ctx.enqueue('mail', rest)
  const sealed = seal(token, mailTokenContext(mail.to, mail.template))
  await ctx.enqueue('mail', { ...rest, sealedToken: { ciphertext: Buffer.from(sealed.ciphertext).toString('base64'), keyId: sealed.keyId } })
}
