import { apiRoute } from '@/lib/http/api-route'
import { getPromptStorageEndpoint, setPromptStorageEndpoint } from '@/lib/http/endpoints/usage'

export const GET = apiRoute(getPromptStorageEndpoint)
export const PUT = apiRoute(setPromptStorageEndpoint)
