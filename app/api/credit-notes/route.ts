import { apiRoute } from '@/lib/http/api-route'
import { listCreditNotesEndpoint } from '@/lib/http/endpoints/invoices'

export const GET = apiRoute(listCreditNotesEndpoint)
