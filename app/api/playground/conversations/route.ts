import { apiRoute } from '@/lib/http/api-route'
import { clearConversationsEndpoint, listConversationsEndpoint, saveConversationEndpoint } from '@/lib/http/endpoints/playground'

export const GET = apiRoute(listConversationsEndpoint)
export const POST = apiRoute(saveConversationEndpoint)
export const DELETE = apiRoute(clearConversationsEndpoint)
