export type MailAttachment = { filename: string; contentType: string; content: Uint8Array }

export type OutgoingMail = { id: string; to: string; subject: string; text: string; html: string; attachments: MailAttachment[] }

/** Carries a written mail away. `local` keeps it in the log only, where staff read it. */
export interface MailProvider {
  readonly id: 'smtp' | 'local'
  /** @throws when the server did not accept the mail; the caller retries. */
  send(mail: OutgoingMail): Promise<void>
}
