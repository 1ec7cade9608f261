import type { MailAttachmentRef } from '@/lib/domain/events/queue-mail'
import { getInvoice } from '@/lib/domain/billing'
import type { PlatformCtx } from '@/lib/domain/context'
import { renderInvoicePdf } from '@/lib/providers/documents/render-invoice-pdf'
import type { MailAttachment } from '@/lib/providers/mail/types'

/** Makes an attachment's file anew, in the language of `ctx.locale`. `clientId` is whose mail it is: nobody else's object is attached. */
export type AttachmentRenderer = (ctx: PlatformCtx, clientId: string, id: string) => Promise<MailAttachment>

const invoiceAttachment: AttachmentRenderer = async (ctx, clientId, id) => {
  const invoice = await getInvoice({ ...ctx, clientId, isSuspended: false }, { id })
  const content = await renderInvoicePdf(invoice, ctx.locale)
  return { filename: `${invoice.number ?? invoice.id}.pdf`, contentType: 'application/pdf', content }
}

/** Kind → who makes it. */
export const attachmentRenderers: Partial<Record<MailAttachmentRef['kind'], AttachmentRenderer>> = {
  invoice: invoiceAttachment,
}
