import { getInvoice } from '@/lib/domain/billing'
import { apiContext } from '@/lib/http/api-context'
import { apiHandler } from '@/lib/http/api-route'
import { isLocale } from '@/lib/i18n/locale'
import { DomainError } from '@/lib/kernel/error'
import { renderInvoicePdf } from '@/lib/providers/documents/render-invoice-pdf'

export const GET = apiHandler(async (request, { id = '' }, facts) => {
  const ctx = await apiContext(request, getInvoice.meta, facts)
  if (!('clientId' in ctx)) throw new DomainError('forbidden')
  const invoice = await getInvoice(ctx, { id })
  const asked = new URL(request.url).searchParams.get('locale')
  const file = await renderInvoicePdf(invoice, isLocale(asked) ? asked : invoice.locale)
  return new Response(Buffer.from(file), {
    headers: { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="${invoice.number ?? invoice.id}.pdf"` },
  })
})
