import { apiRoute } from '@/lib/http/api-route'
import { getCreditNoteEndpoint } from '@/lib/http/endpoints/invoices'

export const GET = apiRoute(getCreditNoteEndpoint)
