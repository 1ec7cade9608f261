import { apiRoute } from '@/lib/http/api-route'
import { deleteConversationEndpoint, getConversationEndpoint, updateConversationEndpoint } from '@/lib/http/endpoints/playground'

export const GET = apiRoute(getConversationEndpoint)
export const PATCH = apiRoute(updateConversationEndpoint)
export const DELETE = apiRoute(deleteConversationEndpoint)
