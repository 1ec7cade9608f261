import { apiRoute } from '@/lib/http/api-route'
import { testPaymentProviderEndpoint } from '@/lib/http/endpoints/admin-payments'

export const POST = apiRoute(testPaymentProviderEndpoint)
