import { clearConversations, deleteConversation, getConversation, listConversations, saveConversation, setHistory, updateConversation } from '@/lib/domain/playground'
import { ClearedView, ConversationListView, ConversationSummaryView, ConversationView, HistorySettingView } from '@/lib/domain/playground/view'
import { endpoint, type Endpoint } from '../endpoint'

const [tag, path] = ['Playground', '/api/playground/conversations'] as const
export const listConversationsEndpoint = endpoint(listConversations, { method: 'GET', path, tag, summary: 'Your own kept conversations, the last used first', response: ConversationListView })
export const saveConversationEndpoint = endpoint(saveConversation, { method: 'POST', path, tag, status: 201, summary: 'Keep a conversation; at most 200, of at most 256 KB each', response: ConversationSummaryView })
export const clearConversationsEndpoint = endpoint(clearConversations, { method: 'DELETE', path, tag, summary: 'Delete all of them', response: ClearedView })
export const getConversationEndpoint = endpoint(getConversation, { method: 'GET', path: `${path}/{id}`, tag, summary: 'One conversation', response: ConversationView })
export const updateConversationEndpoint = endpoint(updateConversation, { method: 'PATCH', path: `${path}/{id}`, tag, summary: 'Rename it, or keep what was said since; where another page wrote meanwhile, in a copy whose id is answered', response: ConversationSummaryView })
export const deleteConversationEndpoint = endpoint(deleteConversation, { method: 'DELETE', path: `${path}/{id}`, tag, summary: 'Delete it', response: ClearedView })
export const setHistoryEndpoint = endpoint(setHistory, { method: 'PATCH', path: '/api/playground/history', tag, summary: 'Whether your conversations are kept from now on', response: HistorySettingView })

export const playgroundEndpoints: readonly Endpoint[] = [
  listConversationsEndpoint, saveConversationEndpoint, clearConversationsEndpoint, getConversationEndpoint, updateConversationEndpoint, deleteConversationEndpoint, setHistoryEndpoint,
]
