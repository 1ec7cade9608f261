import type { MailAttachmentRef } from '@/lib/domain/events/queue-mail'
import type { PlatformCtx } from '@/lib/domain/context'
import type { MailAttachment } from '@/lib/providers/mail/types'

/** Makes an attachment's file anew, in the language of `ctx.locale`. `clientId` is whose mail it is: nobody else's object is attached. */
export type AttachmentRenderer = (ctx: PlatformCtx, clientId: string, id: string) => Promise<MailAttachment>

/** Kind → who makes it. */
export const attachmentRenderers: Partial<Record<MailAttachmentRef['kind'], AttachmentRenderer>> = {}
