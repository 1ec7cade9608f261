import { createKey, findLeakedKey, getKey, listKeyHistory, listKeys, renewKey, revokeKey, updateKey } from '@/lib/domain/keys'
import { KeyCreatedView, KeyEventView, KeyView, LeakedKeyListView } from '@/lib/domain/keys/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Keys'
export const listKeysEndpoint = pageEndpoint(listKeys, { method: 'GET', path: '/api/keys', tag, summary: 'The client\'s keys, newest first', response: KeyView })
export const createKeyEndpoint = endpoint(createKey, { method: 'POST', path: '/api/keys', tag, status: 201, summary: 'Make a key; its secret is shown this once', response: KeyCreatedView })
export const findLeakedKeyEndpoint = endpoint(findLeakedKey, {
  method: 'POST', path: '/api/keys/find-leaked', tag, summary: 'Which key of yours a leaked text belongs to', response: LeakedKeyListView,
  description: 'Takes a whole key, its SHA-256 in hex or its hint. At most 30 times an hour. Nothing of the text is kept or logged.',
})
export const getKeyEndpoint = endpoint(getKey, { method: 'GET', path: '/api/keys/{id}', tag, summary: 'One key', response: KeyView })
export const updateKeyEndpoint = endpoint(updateKey, { method: 'PATCH', path: '/api/keys/{id}', tag, summary: 'Change a key\'s name, scopes, models, places or limits', response: KeyView })
export const renewKeyEndpoint = endpoint(renewKey, {
  method: 'POST', path: '/api/keys/{id}/renew', tag, summary: 'A new secret for the same key; the old one works through a grace', response: KeyCreatedView,
  description: 'Id, settings, limits and history stay. The secret so far ends after grace_seconds (0 to 604800); earlier ones never later than it.',
})
export const revokeKeyEndpoint = endpoint(revokeKey, { method: 'POST', path: '/api/keys/{id}/revoke', tag, summary: 'End a key for ever', response: KeyView })
export const keyHistoryEndpoint = pageEndpoint(listKeyHistory, { method: 'GET', path: '/api/keys/{id}/history', tag, summary: 'What happened to a key, who did it, before and after', response: KeyEventView })

export const keysEndpoints: readonly Endpoint[] = [
  listKeysEndpoint, createKeyEndpoint, findLeakedKeyEndpoint, getKeyEndpoint, updateKeyEndpoint, renewKeyEndpoint, revokeKeyEndpoint, keyHistoryEndpoint,
]
