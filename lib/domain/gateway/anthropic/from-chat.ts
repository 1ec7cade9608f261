import type { MessagesRequest } from './request'

/** What this side reads of a chat answer of our own. */
export type ToolCall = { index?: number; id?: string; function?: { name?: string; arguments?: string } }
export type ChatUsage = { prompt_tokens?: number; completion_tokens?: number; prompt_tokens_details?: { cached_tokens?: number }; cost?: string; currency?: string; estimated?: boolean }
export type ChatText = { content?: string | null; reasoning_content?: string | null; reasoning?: string | null; tool_calls?: ToolCall[] }
export type ChatChoice = { message?: ChatText; delta?: ChatText; finish_reason?: string | null; stop_reason?: unknown }
export type ChatAnswer = { id: string; model: string; choices: ChatChoice[]; usage?: ChatUsage | null }

type Block = Record<string, unknown>

const reasons: Record<string, string> = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', function_call: 'tool_use', content_filter: 'refusal' }

type Stop = { stop_reason: string; stop_sequence: string | null }

/**
 * Why it stopped. Which sequence stopped it only some servers say. With a tool that the caller named, OpenAI's servers end with
 * `stop`; programs that speak Anthropic's API look for `tool_use` before they carry it out.
 */
export function stopOf(finish: string | null | undefined, matched: unknown, { stop_sequences: asked }: Pick<MessagesRequest, 'stop_sequences'>, callsTools: boolean): Stop {
  if (callsTools && (finish ?? 'stop') === 'stop') return { stop_reason: 'tool_use', stop_sequence: null }
  if (finish === 'stop' && typeof matched === 'string' && asked?.includes(matched)) return { stop_reason: 'stop_sequence', stop_sequence: matched }
  return { stop_reason: reasons[finish ?? 'stop'] ?? 'end_turn', stop_sequence: null }
}

/** Anthropic counts what came from a cache beside the input, not within it. Cost and currency are ours. */
export function usageOf(usage: ChatUsage | null | undefined): Record<string, unknown> {
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? 0
  return {
    input_tokens: Math.max(0, (usage?.prompt_tokens ?? 0) - cached), output_tokens: usage?.completion_tokens ?? 0, cache_read_input_tokens: cached, cache_creation_input_tokens: 0,
    ...(usage?.cost === undefined ? {} : { cost: usage.cost, currency: usage.currency }), ...(usage?.estimated ? { estimated: true } : {}),
  }
}

/** Arguments a model wrote; when they are no JSON object the caller gets its words under `arguments`. */
function inputOf(text: string | undefined): unknown {
  if (!text) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // not JSON: below
  }
  return { arguments: text }
}

function blocksOf(message: ChatText, showsThinking: boolean): Block[] {
  const thought = message.reasoning_content ?? message.reasoning
  return [
    ...(thought && showsThinking ? [{ type: 'thinking', thinking: thought, signature: '' }] : []),
    ...(message.content ? [{ type: 'text', text: message.content, citations: null }] : []),
    ...(message.tool_calls ?? []).map((call) => ({ type: 'tool_use', id: call.id ?? '', name: call.function?.name ?? '', input: inputOf(call.function?.arguments) })),
  ]
}

/** A chat answer as Anthropic's message. */
export function messageOf(answer: ChatAnswer, request: MessagesRequest, showsThinking: boolean): Record<string, unknown> {
  const choice = answer.choices[0]
  return {
    id: answer.id, type: 'message', role: 'assistant', model: answer.model, content: blocksOf(choice?.message ?? {}, showsThinking),
    ...stopOf(choice?.finish_reason, choice?.stop_reason, request, (choice?.message?.tool_calls ?? []).length > 0), usage: usageOf(answer.usage),
  }
}
