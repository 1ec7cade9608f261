import { z } from 'zod'
import { refuseClosedFields } from './closed-fields'

/** PostgreSQL keeps no text with a zero character: a name that has one is nobody's, and would break the read that others share. */
const model = z.string().min(1).max(200).refine((name) => !name.includes('\0'))
const tokens = z.number().int().min(1).max(10_000_000)
const stop = z.union([z.string().max(1_000), z.array(z.string().max(1_000)).max(16)]).nullable()
const penalty = z.number().min(-2).max(2).nullable().optional()

/** Fields every text request shares. What is not named here passes through to the server as it came, but for closed fields. */
const sampling = {
  model,
  stream: z.boolean().nullable().optional(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullable().optional() }).nullable().optional(),
  max_tokens: tokens.nullable().optional(),
  temperature: z.number().min(0).max(2).nullable().optional(),
  top_p: z.number().min(0).max(1).nullable().optional(),
  n: z.number().int().min(1).max(128).nullable().optional(),
  seed: z.number().int().nullable().optional(),
  stop: stop.optional(),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  logit_bias: z.record(z.string(), z.number().min(-100).max(100)).nullable().optional(),
  user: z.string().max(500).nullable().optional(),
}

/** So many parts has no message; lists that are longer are refused before their parts are looked at. */
export const mostParts = 10_000
const Part = z.looseObject({ type: z.string() })
const Message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z.union([z.string(), z.array(Part).max(mostParts)]).nullable().optional(),
  tool_calls: z.array(z.looseObject({ id: z.string(), type: z.string() })).max(1_000).nullable().optional(),
  tool_call_id: z.string().nullable().optional(),
})

const Tool = z.looseObject({ type: z.string(), function: z.looseObject({ name: z.string().min(1).max(200), parameters: z.looseObject({}).nullable().optional() }).optional() })
const ResponseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({ type: z.literal('json_schema'), json_schema: z.looseObject({ name: z.string().min(1).max(64), schema: z.looseObject({}).optional(), strict: z.boolean().nullable().optional() }) }),
])

type Streamed = { stream?: boolean | null | undefined; stream_options?: object | null | undefined }
const optionsWithoutStream = (body: Streamed): boolean => !body.stream_options || body.stream === true
const onlyInStreams = { path: ['stream_options'], params: { code: 'onlyInStreams' } }

const isInline = (value: unknown): boolean => {
  const url: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'url') : value
  return typeof url === 'string' && url.startsWith('data:')
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

/** The field of a part that names its content by address or id. Servers know more kinds than we do: whatever is called an address counts. */
function remoteField(part: z.infer<typeof Part>): string | undefined {
  const address = Object.keys(part).find((name) => name.endsWith('_url') && isGiven(part[name]) && !isInline(part[name]))
  if (address) return address
  if (part.type.endsWith('_url') && !isGiven(part[part.type])) return part.type
  const { file } = part as { file?: { file_id?: unknown; file_data?: unknown } | null }
  return isGiven(file?.file_id) || /^https?:/i.test(String(file?.file_data)) ? 'file' : undefined
}

/** A part that is not in the request itself: nobody could say beforehand what it costs, and the server would have to fetch it. */
function remotePart(messages: z.infer<typeof Message>[]): (string | number)[] | undefined {
  for (const [i, { content }] of messages.entries()) {
    for (const [j, part] of (Array.isArray(content) ? content : []).entries()) {
      const field = remoteField(part)
      if (field) return ['messages', i, 'content', j, field]
    }
  }
  return undefined
}

export const ChatRequest = z.looseObject({
  ...sampling, messages: z.array(Message).min(1).max(2_000), max_completion_tokens: tokens.nullable().optional(),
  tools: z.array(Tool).max(512).nullable().optional(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullable().optional(),
  parallel_tool_calls: z.boolean().nullable().optional(),
  response_format: ResponseFormat.nullable().optional(),
  logprobs: z.boolean().nullable().optional(),
  top_logprobs: z.number().int().min(0).max(20).nullable().optional(),
  reasoning_effort: z.string().max(50).nullable().optional(),
}).refine(optionsWithoutStream, onlyInStreams).superRefine(refuseClosedFields).superRefine(({ messages }, context) => {
  const path = remotePart(messages)
  if (path) context.addIssue({ code: 'custom', path, params: { code: 'sendInline' } })
})

const isTokenId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
/** Looked at as a whole: a million wrong numbers are one problem, and right ones a tenth of the work. */
const tokenIds = z.array(z.unknown()).min(1).refine((ids) => ids.every(isTokenId), { abort: true }).meta({ items: { type: 'integer', minimum: 0 } }) as unknown as z.ZodType<number[]>
export const CompletionRequest = z.looseObject({
  ...sampling, prompt: z.union([z.string(), z.array(z.string()).min(1).max(128), tokenIds, z.array(tokenIds).min(1).max(128)]),
  best_of: z.number().int().min(1).max(20).nullable().optional(),
  logprobs: z.number().int().min(0).max(5).nullable().optional(),
  echo: z.boolean().nullable().optional(),
  suffix: z.string().nullable().optional(),
}).refine(optionsWithoutStream, onlyInStreams)
  .refine(({ n, best_of }) => !best_of || best_of >= (n ?? 1), { path: ['best_of'], params: { code: 'bestOfBelowN' } })
  .superRefine(refuseClosedFields)
export const EmbeddingRequest = z.looseObject({
  model, input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2_048), tokenIds, z.array(tokenIds).min(1).max(2_048)]),
  encoding_format: z.enum(['float', 'base64']).nullable().optional(),
  dimensions: z.number().int().min(1).max(65_536).nullable().optional(),
  user: z.string().max(500).nullable().optional(),
}).superRefine(refuseClosedFields)

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

/** How many answers are generated at once: each may be as long as the limit says. */
export function choiceCount(request: InferenceRequest): number {
  if (request.kind === 'embeddings') return 1
  if (request.kind === 'chat') return request.body.n ?? 1
  return promptCount(request) * Math.max(request.body.n ?? 1, request.body.best_of ?? 1)
}

/** A completion or an embedding may bring several texts, each answered for itself. */
export function promptCount(request: InferenceRequest): number {
  if (request.kind === 'chat') return 1
  const prompt = request.kind === 'completions' ? request.body.prompt : request.body.input
  return Array.isArray(prompt) && typeof prompt[0] !== 'number' ? prompt.length : 1
}

type Picture = { image_url?: string | { url?: unknown } | null }
/** Letters of the picture itself: some servers read documents and sounds there too, which may hold a token in every few letters. */
const lengthOf = ({ image_url: given }: Picture): number => {
  const url = typeof given === 'object' ? given?.url : given
  return typeof url === 'string' && /^data:image\//i.test(url) ? url.length : 0
}

/** How many letters each of the pictures among the messages has. */
export const imageLengths = (request: InferenceRequest): number[] =>
  request.kind === 'chat' ? request.body.messages.flatMap(({ content }) => (Array.isArray(content) ? content : [])).filter(({ type }) => type === 'image_url').map((part) => lengthOf(part as Picture)) : []

export const isStreaming = (request: InferenceRequest): boolean => request.kind !== 'embeddings' && request.body.stream === true

/** The prompt as it was sent, for a client that has its prompts stored. */
export function promptToKeep(request: InferenceRequest): object {
  if (request.kind === 'chat') return { messages: request.body.messages, ...(request.body.tools ? { tools: request.body.tools } : {}) }
  return request.kind === 'completions' ? { prompt: request.body.prompt } : { input: request.body.input }
}

/** The part of a request that becomes the prompt. */
export function promptOf(request: InferenceRequest): unknown {
  if (request.kind === 'chat') return [request.body.messages, request.body.tools ?? request.body.functions ?? null]
  return request.kind === 'completions' ? request.body.prompt : request.body.input
}

export const messageCount = (request: InferenceRequest): number => (request.kind === 'chat' ? request.body.messages.length : 1)
