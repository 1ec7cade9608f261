import { renderToBuffer, type DocumentProps } from '@react-pdf/renderer'
import type { ReactElement } from 'react'
import type { CreditNoteView, InvoiceDetailView, PaymentView } from '@/lib/domain/billing/view'
import type { Locale } from '@/lib/i18n/locale'
import { CreditNoteDocument } from './credit-note-document'
import { InvoiceDocument } from './invoice-document'
import { registerPdfFonts } from './pdf-fonts'
import { ReceiptDocument } from './receipt-document'

async function render(document: ReactElement<DocumentProps>): Promise<Uint8Array> {
  registerPdfFonts()
  return new Uint8Array(await renderToBuffer(document))
}

/** The invoice as a PDF file, in either language whatever the client's own is. About 50 ms of one core. */
export const renderInvoicePdf = (invoice: InvoiceDetailView, locale: Locale): Promise<Uint8Array> => render(<InvoiceDocument invoice={invoice} locale={locale} />)

/** The credit note as a PDF file. */
export const renderCreditNotePdf = (note: CreditNoteView, locale: Locale): Promise<Uint8Array> => render(<CreditNoteDocument note={note} locale={locale} />)

/** The receipt of one payment as a PDF file. */
export const renderReceiptPdf = (payment: PaymentView, invoice: InvoiceDetailView, locale: Locale): Promise<Uint8Array> =>
  render(<ReceiptDocument payment={payment} invoice={invoice} locale={locale} />)
