import { z } from 'zod'
import { ChatRequest, CompletionRequest, EmbeddingRequest } from '@/lib/domain/gateway/request'
import { handWritten, type Endpoint } from '../endpoint'

const usage = z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number(), cost: z.string(), currency: z.string() })
const ModelObject = z.looseObject({ id: z.string(), object: z.literal('model'), created: z.number(), owned_by: z.string() })
const common = { tag: 'Gateway', security: 'key', keepKeys: true } as const

export const gatewayEndpoints: readonly Endpoint[] = [
  handWritten({ ...common, method: 'POST', path: '/api/v1/chat/completions', summary: 'Chat, streamed or at once, as OpenAI documents it', request: ChatRequest, response: z.looseObject({ id: z.string(), choices: z.array(z.looseObject({})), usage }) }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/completions', summary: 'Continue a text', request: CompletionRequest, response: z.looseObject({ id: z.string(), choices: z.array(z.looseObject({})), usage }) }),
  handWritten({ ...common, method: 'POST', path: '/api/v1/embeddings', summary: 'Texts as vectors', request: EmbeddingRequest, response: z.looseObject({ data: z.array(z.looseObject({})), usage }) }),
  handWritten({ ...common, method: 'GET', path: '/api/v1/models', summary: 'The models this key may call', response: z.object({ object: z.literal('list'), data: z.array(ModelObject) }) }),
  handWritten({ ...common, method: 'GET', path: '/api/v1/models/{id}', summary: 'One model', response: ModelObject }),
  handWritten({ ...common, method: 'POST', path: '/api/playground', tag: 'Playground', security: 'session', summary: 'A signed-in person\'s chat: limited and billed like any other', request: ChatRequest, response: z.looseObject({}) }),
]
