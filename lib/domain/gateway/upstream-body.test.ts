import { expect, it } from 'vitest'
import type { Admitted } from './admit'
import { ChatRequest, CompletionRequest, type InferenceRequest } from './request'
import { bodyFor } from './upstream-body'

const limitsOf = (request: InferenceRequest): unknown => {
  const { max_tokens, max_completion_tokens } = bodyFor({ request, model: { defaults: {}, systemPrompt: null }, hold: { outputTokens: 16 } } as unknown as Admitted, { upstreamModel: 'up' })
  return { max_tokens, max_completion_tokens }
}

it('one limit leaves, what is held, by the name that every server heeds', () => {
  const chat = (limits: object): InferenceRequest => ({ kind: 'chat', body: ChatRequest.parse({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...limits }) })
  const completion = (limits: object): InferenceRequest => ({ kind: 'completions', body: CompletionRequest.parse({ model: 'm', prompt: 'Hi', ...limits }) })
  expect(limitsOf(chat({ max_tokens: 900 }))).toEqual({ max_tokens: 16 })
  expect(limitsOf(chat({ max_tokens: 900, max_completion_tokens: 900 }))).toEqual({ max_tokens: 16 })
  for (const limits of [{}, { max_tokens: 900 }, { max_completion_tokens: 900 }, { max_tokens: 16, max_completion_tokens: 900 }]) expect(limitsOf(completion(limits))).toEqual({ max_tokens: 16 })
})
