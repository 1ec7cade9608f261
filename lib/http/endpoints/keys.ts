import { createKey, getKey, listKeyHistory, listKeys, revokeKey, updateKey } from '@/lib/domain/keys'
import { KeyEventView } from '@/lib/domain/keys/list-key-history'
import { KeyCreatedView, KeyView } from '@/lib/domain/keys/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Keys'
export const listKeysEndpoint = pageEndpoint(listKeys, { method: 'GET', path: '/api/keys', tag, summary: 'The client\'s keys, newest first', response: KeyView })
export const createKeyEndpoint = endpoint(createKey, { method: 'POST', path: '/api/keys', tag, status: 201, summary: 'Make a key; its secret is shown this once', response: KeyCreatedView })
export const getKeyEndpoint = endpoint(getKey, { method: 'GET', path: '/api/keys/{id}', tag, summary: 'One key', response: KeyView })
export const updateKeyEndpoint = endpoint(updateKey, { method: 'PATCH', path: '/api/keys/{id}', tag, summary: 'Change a key\'s name, scopes, models or limits', response: KeyView })
export const revokeKeyEndpoint = endpoint(revokeKey, { method: 'POST', path: '/api/keys/{id}/revoke', tag, summary: 'End a key for ever', response: KeyView })
export const keyHistoryEndpoint = pageEndpoint(listKeyHistory, { method: 'GET', path: '/api/keys/{id}/history', tag, summary: 'What happened to a key', response: KeyEventView })

export const keysEndpoints: readonly Endpoint[] = [listKeysEndpoint, createKeyEndpoint, getKeyEndpoint, updateKeyEndpoint, revokeKeyEndpoint, keyHistoryEndpoint]
