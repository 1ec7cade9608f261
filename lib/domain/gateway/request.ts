import { z } from 'zod'

const model = z.string().min(1).max(200)
const tokens = z.number().int().min(1).max(10_000_000)
const stop = z.union([z.string().max(1_000), z.array(z.string().max(1_000)).max(16)]).nullable()

/** Fields every text request shares. What is not named here passes through to the server as it came. */
const sampling = {
  model,
  stream: z.boolean().nullable().optional(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullable().optional(),
  max_tokens: tokens.nullable().optional(),
  temperature: z.number().min(0).max(2).nullable().optional(),
  top_p: z.number().min(0).max(1).nullable().optional(),
  n: z.number().int().min(1).max(1).nullable().optional(),
  seed: z.number().int().nullable().optional(),
  stop: stop.optional(),
  user: z.string().max(500).nullable().optional(),
}

const Message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullable().optional(),
})

export const ChatRequest = z.looseObject({
  ...sampling, messages: z.array(Message).min(1).max(2_000), max_completion_tokens: tokens.nullable().optional(),
})
export const CompletionRequest = z.looseObject({ ...sampling, prompt: z.string() })
export const EmbeddingRequest = z.looseObject({
  model, input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2_048)]), encoding_format: z.enum(['float', 'base64']).optional(),
})

export type ChatRequest = z.infer<typeof ChatRequest>
export type CompletionRequest = z.infer<typeof CompletionRequest>
export type EmbeddingRequest = z.infer<typeof EmbeddingRequest>
export type EndpointKind = 'chat' | 'completions' | 'embeddings'
export type InferenceRequest =
  | { kind: 'chat'; body: ChatRequest }
  | { kind: 'completions'; body: CompletionRequest }
  | { kind: 'embeddings'; body: EmbeddingRequest }

/** What the client asked to generate at most; undefined = as much as allowed. */
export function askedOutput(request: InferenceRequest): number | undefined {
  if (request.kind === 'embeddings') return 0
  const completion = request.kind === 'chat' ? request.body.max_completion_tokens : undefined
  return completion ?? request.body.max_tokens ?? undefined
}

export const isStreaming = (request: InferenceRequest): boolean => request.kind !== 'embeddings' && request.body.stream === true

/** The part of a request that becomes the prompt. */
export function promptOf(request: InferenceRequest): unknown {
  if (request.kind === 'chat') return [request.body.messages, request.body.tools ?? null]
  return request.kind === 'completions' ? request.body.prompt : request.body.input
}

export const messageCount = (request: InferenceRequest): number => (request.kind === 'chat' ? request.body.messages.length : 1)
