import { can } from '@/lib/auth/permissions'
import { getAnyInvoice } from '@/lib/domain/admin'
import { getInvoice } from '@/lib/domain/billing'
import { apiContext } from '@/lib/http/api-context'
import { apiHandler } from '@/lib/http/api-route'
import { ofClient, pdfLocale, pdfResponse } from '@/lib/http/pdf-response'
import { renderInvoicePdf } from '@/lib/providers/documents/render-pdf'

export const GET = apiHandler(async (request, { id = '' }, facts) => {
  const ctx = await apiContext(request, getInvoice.meta, facts)
  const isStaff = !('clientId' in ctx) && can(ctx.actor, 'admin.getInvoice')
  const invoice = isStaff ? await getAnyInvoice(ctx, { id }) : await getInvoice(ofClient(ctx), { id })
  return pdfResponse(await renderInvoicePdf(invoice, pdfLocale(request, invoice.locale)), invoice.number ?? invoice.id)
})
