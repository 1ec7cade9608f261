import { z } from 'zod'
import { CountTokensRequest, MessagesRequest } from '@/lib/domain/gateway/anthropic/request'
import { ChatRequest, CompletionRequest, EmbeddingRequest } from '@/lib/domain/gateway/request'
import { handWritten, type Endpoint } from '../endpoint'

const usage = z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number(), cost: z.string(), currency: z.string() })
const ModelObject = z.looseObject({ id: z.string(), object: z.literal('model'), created: z.number(), owned_by: z.string() })
const AnthropicMessage = z.looseObject({
  id: z.string(), type: z.literal('message'), role: z.literal('assistant'), model: z.string(), content: z.array(z.looseObject({ type: z.string() })), stop_reason: z.string(), stop_sequence: z.string().nullable(),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number(), cache_read_input_tokens: z.number(), cache_creation_input_tokens: z.number(), cost: z.string(), currency: z.string() }),
})
const common = { tag: 'Gateway', security: 'key', keepKeys: true } as const

export const gatewayEndpoints: readonly Endpoint[] = [
  handWritten({ ...common, method: 'POST', path: '/api/v1/chat/completions', summary: 'Chat, streamed or at once, as OpenAI documents it', request: ChatRequest, response: z.looseObject({ id: z.string(), choices: z.array(z.looseObject({})), usage }) }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/completions', summary: 'Continue a text', request: CompletionRequest, response: z.looseObject({ id: z.string(), choices: z.array(z.looseObject({})), usage }) }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/embeddings', summary: 'Texts as vectors', request: EmbeddingRequest, response: z.looseObject({ data: z.array(z.looseObject({})), usage }) }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/messages', summary: 'Chat in Anthropic’s words; streams when asked', request: MessagesRequest, response: AnthropicMessage }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/messages/count_tokens', summary: 'A guess at a prompt’s tokens', request: CountTokensRequest, response: z.object({ input_tokens: z.number(), estimated: z.literal(true) }) }),
  handWritten({ ...common, method: 'GET', path: '/api/v1/models', summary: 'The models this key may call', response: z.object({ object: z.literal('list'), data: z.array(ModelObject) }) }),
  handWritten({ ...common, method: 'GET', path: '/api/v1/models/{id}', summary: 'One model', response: ModelObject }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/instances/{id}/chat/completions', summary: 'Chat with a private instance; `model` is not needed', request: ChatRequest, response: z.looseObject({ id: z.string(), choices: z.array(z.looseObject({})), usage }) }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/instances/{id}/completions', summary: 'Continue a text on a private instance', request: CompletionRequest, response: z.looseObject({ id: z.string(), choices: z.array(z.looseObject({})), usage }) }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/instances/{id}/embeddings', summary: 'Texts as vectors, by a private instance', request: EmbeddingRequest, response: z.looseObject({ data: z.array(z.looseObject({})), usage }) }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/instances/{id}/messages', summary: 'Chat with a private instance in Anthropic’s words; `model` is not needed', request: MessagesRequest, response: AnthropicMessage }),
  handWritten({ ...common, method: 'GET', path: '/api/v1/instances/{id}/models', summary: 'A private instance as a model', response: z.object({ object: z.literal('list'), data: z.array(ModelObject) }) }),
  handWritten({ ...common, method: 'POST', path: '/api/playground', tag: 'Playground', security: 'session', summary: 'A signed-in person\'s chat: limited and billed like any other', request: ChatRequest, response: z.looseObject({}) }),
]
