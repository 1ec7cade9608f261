import type { Admitted } from './admit'
import type { EndpointKind } from './request'

type Loose = Record<string, unknown>

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Leaves out what is null. The same object, changed: what is undefined is not written. */
function withoutNulls(value: Loose): Loose {
  for (const name in value) if (value[name] === null) value[name] = undefined
  return value
}

const createdAt = (admitted: Admitted): number => Math.floor(admitted.startedAt.getTime() / 1000)

const finishes: Record<Exclude<EndpointKind, 'embeddings'>, ReadonlySet<unknown>> = {
  chat: new Set(['stop', 'length', 'tool_calls', 'content_filter', 'function_call']), completions: new Set(['stop', 'length', 'content_filter']),
}

/** Servers have words of their own for the end of an answer; clients know these. */
function finishOf(kind: EndpointKind, value: unknown): unknown {
  if (value === 'max_tokens' || value === 'model_length') return 'length'
  return kind !== 'embeddings' && finishes[kind].has(value) ? value : 'stop'
}

function logprobsOf(kind: EndpointKind, value: unknown): unknown {
  if (!isObject(value)) return null
  return kind === 'chat' ? { ...value, content: value.content ?? null, refusal: value.refusal ?? null } : value
}

const toolCall = (call: unknown): unknown => (isObject(call) ? { ...call, type: call.type ?? 'function' } : call)

/** A piece of a call of a tool: some servers leave out which call it belongs to, where clients look for it. */
const withIndex = (call: unknown, at: number): unknown => (isObject(call) && typeof call.index !== 'number' ? { ...call, index: at } : call)

function messageOf(value: unknown): Loose {
  const message = withoutNulls(isObject(value) ? value : {})
  const { content, refusal, tool_calls: calls } = message
  message.role = 'assistant'
  message.content = typeof content === 'string' ? content : null
  message.refusal = typeof refusal === 'string' ? refusal : null
  if (calls !== undefined) message.tool_calls = Array.isArray(calls) && calls.length > 0 ? calls.map(toolCall) : undefined
  return message
}

function choiceOf(kind: EndpointKind, value: unknown, at: number): Loose {
  const choice = withoutNulls(isObject(value) ? value : {})
  choice.index = typeof choice.index === 'number' ? choice.index : at
  choice.finish_reason = finishOf(kind, choice.finish_reason)
  choice.logprobs = logprobsOf(kind, choice.logprobs)
  if (kind === 'chat') choice.message = messageOf(choice.message)
  else choice.text = typeof choice.text === 'string' ? choice.text : ''
  return choice
}

/** Whether a server's JSON is an answer at all: some say what went wrong under a 200. */
export const isAnswer = (kind: EndpointKind, answer: Loose): boolean =>
  !isObject(answer.error) && (kind === 'embeddings' ? Array.isArray(answer.data) : Array.isArray(answer.choices) && answer.choices.length > 0)

/** What a server told about the kinds of its answer tokens (reasoning, audio), for the client to see. */
const detailsOf = (usage: unknown): Loose =>
  isObject(usage) && isObject(usage.completion_tokens_details) ? { completion_tokens_details: withoutNulls(usage.completion_tokens_details) } : {}

/** A whole answer as OpenAI describes it, under the request's own id and the model's public name; fields of the server's own stay. The same object, changed. */
export function wholeAnswer(admitted: Admitted, answer: Loose, usage: Loose): Loose {
  const { kind } = admitted.request
  const details = detailsOf(answer.usage)
  withoutNulls(answer)
  answer.model = admitted.model.slug
  answer.usage = Object.assign(usage, details)
  answer.object = kind === 'embeddings' ? 'list' : kind === 'chat' ? 'chat.completion' : 'text_completion'
  if (kind === 'embeddings') return answer
  answer.id = admitted.requestId
  answer.created = createdAt(admitted)
  answer.choices = Array.isArray(answer.choices) ? answer.choices.map((choice, at) => choiceOf(kind, choice, at)) : []
  return answer
}

/** Shapes the chunks of one stream: one id and time throughout, the role once for each choice, usage only where it was asked for. */
export class ChunkShaper {
  private readonly head: Loose
  private readonly begun = new Set<unknown>()
  private readonly asked: boolean
  private details: Loose = {}

  constructor(private readonly admitted: Admitted) {
    const { request, requestId, model } = admitted
    this.head = { id: requestId, object: request.kind === 'chat' ? 'chat.completion.chunk' : 'text_completion', created: createdAt(admitted), model: model.slug }
    this.asked = request.kind !== 'embeddings' && request.body.stream_options?.include_usage === true
  }

  /** A chunk with choices as the client is to see it: the same object, changed, since there is one for every token. */
  chunk(chunk: Loose): Loose {
    const { usage, choices } = chunk
    if (isObject(usage)) this.note(usage)
    withoutNulls(chunk)
    Object.assign(chunk, this.head)
    if (Array.isArray(choices)) for (let at = 0; at < choices.length; at++) choices[at] = this.choice(choices[at], at)
    chunk.usage = this.asked ? null : undefined
    return chunk
  }

  /** Takes note of what the server said about its tokens. */
  note(usage: unknown): void {
    this.details = { ...this.details, ...detailsOf(usage) }
  }

  /** The last chunk with the usage; null when it was not asked for. */
  last(usage: Loose): Loose | null {
    return this.asked ? { ...this.head, choices: [], usage: { ...usage, ...this.details } } : null
  }

  private choice(value: unknown, at: number): Loose {
    const { kind } = this.admitted.request
    const choice = isObject(value) ? value : {}
    const index = typeof choice.index === 'number' ? choice.index : at
    choice.index = index
    choice.finish_reason = choice.finish_reason === null || choice.finish_reason === undefined ? null : finishOf(kind, choice.finish_reason)
    choice.logprobs = logprobsOf(kind, choice.logprobs)
    if (kind === 'chat') choice.delta = this.delta(choice.delta, index)
    else choice.text = typeof choice.text === 'string' ? choice.text : ''
    return choice
  }

  private delta(value: unknown, index: number): Loose {
    const delta = isObject(value) ? value : {}
    const { tool_calls: calls } = delta
    if (calls !== undefined) delta.tool_calls = Array.isArray(calls) && calls.length > 0 ? calls.map(withIndex) : undefined
    if (this.begun.has(index)) return delta
    this.begun.add(index)
    return { role: 'assistant', ...delta }
  }
}
