import { apiRoute } from '@/lib/http/api-route'
import { previewTopUpEndpoint } from '@/lib/http/endpoints/wallet'

export const POST = apiRoute(previewTopUpEndpoint)
