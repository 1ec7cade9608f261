import { getInvoice, getPayment } from '@/lib/domain/billing'
import { apiContext } from '@/lib/http/api-context'
import { apiHandler } from '@/lib/http/api-route'
import { ofClient, pdfLocale, pdfResponse } from '@/lib/http/pdf-response'
import { DomainError } from '@/lib/kernel/error'
import { renderReceiptPdf } from '@/lib/providers/documents/render-pdf'

export const GET = apiHandler(async (request, { id = '' }, facts) => {
  const ctx = ofClient(await apiContext(request, getPayment.meta, facts))
  const payment = await getPayment(ctx, { id })
  if (payment.state !== 'succeeded') throw new DomainError('invalid_state', { internal: `payment is ${payment.state}` })
  const invoice = await getInvoice(ctx, { id: payment.invoiceId })
  return pdfResponse(await renderReceiptPdf(payment, invoice, pdfLocale(request, invoice.locale)), `receipt-${invoice.number ?? invoice.id}`)
})
