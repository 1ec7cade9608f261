import { describe, expect, it } from 'vitest'
import type { Caller } from './caller'
import type { Entitlement } from './entitlement'
import type { ModelRoute } from './model-route'
import { ChatRequest, EmbeddingRequest } from './request'
import { sizesOf } from './sizes'

const model = { contextTokens: 1_000_000, maxOutputTokens: 500, systemPrompt: null, defaults: {} } as unknown as ModelRoute
const limits = { tokensPerMinute: null, requestsPerMinute: null, requestsPerHour: null, requestsPerDay: null, concurrentRequests: null }
const [caller, plan] = [{ limits } as unknown as Caller, { limits, maxOutputTokens: 500 } as unknown as Entitlement]
const promptOf = (url: string, type = 'image/png'): number => {
  const body = ChatRequest.parse({ model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'What?' }, { type: 'image_url', image_url: { url: `data:${type};base64,${url}` } }] }] })
  return sizesOf(caller, { kind: 'chat', body }, model, plan).promptTokens
}

describe('a picture', () => {
  it('holds what models make of it at most, not a token for each of its bytes', () => {
    expect(promptOf('A'.repeat(2_000_000)) - promptOf('')).toBeLessThan(50_000)
    expect(promptOf('A'.repeat(10_000)) - promptOf('')).toBe(10_000)
  })

  it('is none where it is a document or a sound: those hold what their bytes hold', () => {
    for (const type of ['application/pdf', 'audio/wav', 'text/plain']) expect(promptOf('A'.repeat(500_000), type) - promptOf('', type)).toBe(500_000)
  })
})

describe('what is to become vectors', () => {
  const heldFor = (input: unknown): number => sizesOf(caller, { kind: 'embeddings', body: EmbeddingRequest.parse({ model: 'm', input }) }, model, plan).promptTokens

  it('holds a token for each that comes as a number, and marks at both ends of each text', () => {
    expect(heldFor(Array.from({ length: 1_000 }, (_, i) => i))).toBeGreaterThanOrEqual(1_002)
    expect(heldFor([[1, 2, 3], [4, 5]])).toBeGreaterThanOrEqual(5 + 2 * 2)
    expect(heldFor(Array.from({ length: 1_000 }, () => 'a'))).toBeGreaterThanOrEqual(3_000)
  })
})
