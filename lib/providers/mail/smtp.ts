import nodemailer from 'nodemailer'
import type { MailProvider } from './types'

const patienceMs = 20_000

/** Mail through an SMTP server. @param url smtp://user:password@host:587 or smtps://… @param from the sender as people see it */
export function smtpMail(url: string, from: string): MailProvider {
  const settings = new URL(url)
  const transport = nodemailer.createTransport({
    host: settings.hostname,
    port: Number(settings.port || (settings.protocol === 'smtps:' ? 465 : 587)),
    secure: settings.protocol === 'smtps:',
    ...(settings.username ? { auth: { user: decodeURIComponent(settings.username), pass: decodeURIComponent(settings.password) } } : {}),
    // A certificate is checked as always; a server that offers no encryption may be used without a password only.
    requireTLS: settings.protocol === 'smtp:' && settings.username !== '',
    connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs,
    disableFileAccess: true, disableUrlAccess: true,
  })
  return {
    id: 'smtp',
    send: async (mail) => {
      await transport.sendMail({
        // Stable across retries, so that a receiving server may drop a second copy.
        messageId: `<${mail.id}@${from.split('@').at(-1)?.replace(/[^\w.-]/g, '') || 'localhost'}>`,
        from, to: { name: '', address: mail.to }, subject: mail.subject, text: mail.text, html: mail.html,
        attachments: mail.attachments.map((one) => ({ filename: one.filename, contentType: one.contentType, content: Buffer.from(one.content) })),
      })
    },
  }
}
