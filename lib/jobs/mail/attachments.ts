import type { MailAttachmentRef } from '@/lib/domain/events/queue-mail'
import { exportInstanceHistory } from '@/lib/domain/instances/export-history'
import { getCreditNote, getInvoice, getPayment } from '@/lib/domain/billing'
import type { PlatformCtx } from '@/lib/domain/context'
import { renderCreditNotePdf, renderInvoicePdf, renderReceiptPdf } from '@/lib/providers/documents/render-pdf'
import type { MailAttachment } from '@/lib/providers/mail/types'

/** Makes an attachment's file anew, in the language of `ctx.locale`. `clientId` is whose mail it is: nobody else's object is attached. */
export type AttachmentRenderer = (ctx: PlatformCtx, clientId: string, id: string) => Promise<MailAttachment>

const invoiceAttachment: AttachmentRenderer = async (ctx, clientId, id) => {
  const invoice = await getInvoice({ ...ctx, clientId, isSuspended: false }, { id })
  const content = await renderInvoicePdf(invoice, ctx.locale)
  return { filename: `${invoice.number ?? invoice.id}.pdf`, contentType: 'application/pdf', content }
}

const creditNoteAttachment: AttachmentRenderer = async (ctx, clientId, id) => {
  const note = await getCreditNote({ ...ctx, clientId, isSuspended: false }, { id })
  return { filename: `${note.number}.pdf`, contentType: 'application/pdf', content: await renderCreditNotePdf(note, ctx.locale) }
}

/** Of a payment. */
const receiptAttachment: AttachmentRenderer = async (ctx, clientId, id) => {
  const own = { ...ctx, clientId, isSuspended: false }
  const payment = await getPayment(own, { id })
  const invoice = await getInvoice(own, { id: payment.invoiceId })
  return { filename: `receipt-${invoice.number ?? invoice.id}.pdf`, contentType: 'application/pdf', content: await renderReceiptPdf(payment, invoice, ctx.locale) }
}

/** Everything kept of a private instance, as one file. */
const historyAttachment: AttachmentRenderer = async (ctx, clientId, id) => {
  const history = await exportInstanceHistory({ ...ctx, clientId, isSuspended: false }, { id })
  return { filename: `${history.name}-history.json`, contentType: 'application/json', content: Buffer.from(JSON.stringify(history, null, 2)) }
}

/** Kind → who makes it. */
export const attachmentRenderers: Partial<Record<MailAttachmentRef['kind'], AttachmentRenderer>> = {
  invoice: invoiceAttachment,
  credit_note: creditNoteAttachment,
  receipt: receiptAttachment,
  instance_history: historyAttachment,
}
