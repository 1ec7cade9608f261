import { can } from '@/lib/auth/permissions'
import { getAnyCreditNote } from '@/lib/domain/admin'
import { getCreditNote } from '@/lib/domain/billing'
import { apiContext } from '@/lib/http/api-context'
import { apiHandler } from '@/lib/http/api-route'
import { ofClient, pdfLocale, pdfResponse } from '@/lib/http/pdf-response'
import { renderCreditNotePdf } from '@/lib/providers/documents/render-pdf'

export const GET = apiHandler(async (request, { id = '' }, facts) => {
  const ctx = await apiContext(request, getCreditNote.meta, facts)
  const isStaff = !('clientId' in ctx) && can(ctx.actor, 'admin.getCreditNote')
  const note = isStaff ? await getAnyCreditNote(ctx, { id }) : await getCreditNote(ofClient(ctx), { id })
  return pdfResponse(await renderCreditNotePdf(note, pdfLocale(request, note.locale)), note.number)
})
