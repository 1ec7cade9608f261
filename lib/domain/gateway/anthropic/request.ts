import { z } from 'zod'
import { mostParts } from '../request'

const text = z.looseObject({ type: z.literal('text'), text: z.string() })
const source = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('base64'), media_type: z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/), data: z.string().min(1) }),
  z.looseObject({ type: z.literal('text'), media_type: z.string().optional(), data: z.string() }),
  z.looseObject({ type: z.literal('content'), content: z.union([z.string(), z.array(text).max(mostParts)]) }),
  z.looseObject({ type: z.literal('url'), url: z.string() }),
  z.looseObject({ type: z.literal('file'), file_id: z.string() }),
])
const image = z.looseObject({ type: z.literal('image'), source })
const document = z.looseObject({ type: z.literal('document'), source, title: z.string().nullable().optional() })
const toolUse = z.looseObject({ type: z.literal('tool_use'), id: z.string().min(1), name: z.string().min(1), input: z.unknown() })
const toolResult = z.looseObject({
  type: z.literal('tool_result'), tool_use_id: z.string().min(1), is_error: z.boolean().optional(),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [text, image, document])).max(mostParts)]).optional(),
})
const thinking = z.looseObject({ type: z.enum(['thinking', 'redacted_thinking']) })
const block = z.discriminatedUnion('type', [text, image, document, toolUse, toolResult, thinking])

const tool = z.looseObject({
  // Tools that run on Anthropic's own servers (web_search_…, code_execution_…) exist nowhere else.
  type: z.literal('custom').nullable().optional(), name: z.string().min(1).max(128), description: z.string().optional(), input_schema: z.looseObject({}),
})
const toolChoice = z.discriminatedUnion('type', [
  z.looseObject({ type: z.enum(['auto', 'any']), disable_parallel_tool_use: z.boolean().optional() }),
  z.looseObject({ type: z.literal('tool'), name: z.string().min(1), disable_parallel_tool_use: z.boolean().optional() }),
  z.looseObject({ type: z.literal('none') }),
])

const prompt = {
  model: z.string().min(1).max(200),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content: z.union([z.string(), z.array(block).max(mostParts)]) })).min(1).max(2_000),
  system: z.union([z.string(), z.array(text)]).optional(),
  tools: z.array(tool).max(512).optional(),
  tool_choice: toolChoice.optional(),
  thinking: z.looseObject({ type: z.enum(['enabled', 'disabled', 'adaptive']), budget_tokens: z.number().int().optional() }).optional(),
}

/** Anthropic's Messages request, as far as a server that speaks OpenAI's API can answer it. Fields of Anthropic's own services are passed over. */
export const MessagesRequest = z.looseObject({
  ...prompt,
  max_tokens: z.number().int().min(1).max(10_000_000),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string().min(1).max(1_000)).max(16).optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.number().int().min(0).optional(),
  metadata: z.looseObject({ user_id: z.string().max(500).nullable().optional() }).optional(),
  output_config: z.looseObject({ format: z.looseObject({ type: z.literal('json_schema'), schema: z.looseObject({}) }).nullable().optional() }).optional(),
})
export const CountTokensRequest = z.looseObject(prompt)

export type MessagesRequest = z.infer<typeof MessagesRequest>
export type CountTokensRequest = z.infer<typeof CountTokensRequest>
export type Block = z.infer<typeof block>
export type Source = z.infer<typeof source>

/** Whether the caller wants to see what the model thinks. */
export const wantsThinking = ({ thinking: wish }: Pick<MessagesRequest, 'thinking'>): boolean => wish !== undefined && wish.type !== 'disabled'
