import { renderToBuffer } from '@react-pdf/renderer'
import type { InvoiceDetailView } from '@/lib/domain/billing/view'
import type { Locale } from '@/lib/i18n/locale'
import { InvoiceDocument } from './invoice-document'
import { registerPdfFonts } from './pdf-fonts'

/** The invoice as a PDF file, in either language whatever the client's own is. About 50 ms of one core. */
export async function renderInvoicePdf(invoice: InvoiceDetailView, locale: Locale): Promise<Uint8Array> {
  registerPdfFonts()
  return new Uint8Array(await renderToBuffer(<InvoiceDocument invoice={invoice} locale={locale} />))
}
