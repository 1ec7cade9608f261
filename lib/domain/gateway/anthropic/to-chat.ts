import { invalidField } from '@/lib/kernel/error'
import type { Block, CountTokensRequest, MessagesRequest, Source } from './request'

type Part = Record<string, unknown>
type Message = Record<string, unknown>
type ResultBlock = Exclude<Extract<Block, { type: 'tool_result' }>['content'], string | undefined>[number]

const textPart = (text: string): Part => ({ type: 'text', text })

/** What the bytes of a picture or document become. Nothing is fetched: an address or a file id is refused. */
function sourcePart(kind: 'image' | 'document', source: Source, title: string, path: string): Part {
  if (source.type === 'url' || source.type === 'file') throw invalidField(`${path}.source`, 'sendInline')
  if (source.type === 'text') return textPart(source.data)
  if (source.type === 'content') return textPart(typeof source.content === 'string' ? source.content : source.content.map(({ text }) => text).join('\n'))
  const url = `data:${source.media_type};base64,${source.data}`
  return kind === 'image' ? { type: 'image_url', image_url: { url } } : { type: 'file', file: { filename: title, file_data: url } }
}

function partOf(block: ResultBlock, path: string): Part {
  if (block.type === 'text') return textPart(block.text)
  return sourcePart(block.type, block.source, block.type === 'document' ? (block.title ?? 'document') : 'image', path)
}

/** One text is plain content, as the simplest servers expect it. */
function contentOf(parts: readonly Part[]): string | readonly Part[] {
  return parts.every(({ type }) => type === 'text') ? parts.map(({ text }) => String(text)).join('\n') : parts
}

/** What a user says: results of tools first, as messages of their own, then the rest. Pictures in a result follow it. */
function fromUser(blocks: readonly Block[], path: string): Message[] {
  const [results, parts]: [Message[], Part[]] = [[], []]
  for (const [j, block] of blocks.entries()) {
    const at = `${path}.content.${j}`
    if (block.type === 'tool_result') {
      const content = typeof block.content === 'string' ? [textPart(block.content)] : (block.content ?? []).map((one, k) => partOf(one, `${at}.content.${k}`))
      results.push({ role: 'tool', tool_call_id: block.tool_use_id, content: contentOf(content.filter(({ type }) => type === 'text')) })
      parts.push(...content.filter(({ type }) => type !== 'text'))
    } else if (block.type === 'text' || block.type === 'image' || block.type === 'document') parts.push(partOf(block, at))
    else throw invalidField(`${at}.type`, 'notAllowed')
  }
  return parts.length > 0 ? [...results, { role: 'user', content: contentOf(parts) }] : results
}

/** What the model said before: texts and its calls of tools. Thoughts are not sent back; no other server could check them. */
function fromAssistant(blocks: readonly Block[], path: string): Message {
  const [texts, calls]: [string[], Part[]] = [[], []]
  for (const [j, block] of blocks.entries()) {
    if (block.type === 'text') texts.push(block.text)
    else if (block.type === 'tool_use') calls.push({ id: block.id, type: 'function', function: { name: block.name, arguments: JSON.stringify(block.input ?? {}) } })
    else if (block.type !== 'thinking' && block.type !== 'redacted_thinking') throw invalidField(`${path}.content.${j}.type`, 'notAllowed')
  }
  return { role: 'assistant', content: texts.length > 0 ? texts.join('\n') : null, ...(calls.length > 0 ? { tool_calls: calls } : {}) }
}

function messagesOf({ system, messages }: CountTokensRequest): Message[] {
  const head = system === undefined ? [] : [{ role: 'system', content: typeof system === 'string' ? system : system.map(({ text }) => text).join('\n') }]
  return [...head, ...messages.flatMap(({ role, content }, i): Message[] => {
    if (typeof content === 'string') return [{ role, content }]
    return role === 'assistant' ? [fromAssistant(content, `messages.${i}`)] : fromUser(content, `messages.${i}`).map((one) => (role === 'system' ? { ...one, role } : one))
  })]
}

function toolChoiceOf(choice: NonNullable<CountTokensRequest['tool_choice']>): Message {
  if (choice.type === 'none') return { tool_choice: 'none' }
  const parallel = choice.disable_parallel_tool_use ? { parallel_tool_calls: false } : {}
  if (choice.type === 'tool') return { tool_choice: { type: 'function', function: { name: choice.name } }, ...parallel }
  return { tool_choice: choice.type === 'any' ? 'required' : 'auto', ...parallel }
}

/** The part of a request that becomes the prompt. @throws DomainError invalid_input for content that would have to be fetched */
export function chatPrompt(request: CountTokensRequest): Message {
  const { model, tools, tool_choice } = request
  return {
    model, messages: messagesOf(request),
    ...(tools && tools.length > 0 ? { tools: tools.map(({ name, description, input_schema }) => ({ type: 'function', function: { name, ...(description ? { description } : {}), parameters: input_schema } })) } : {}),
    ...(tool_choice && tools && tools.length > 0 ? toolChoiceOf(tool_choice) : {}),
  }
}

/** Anthropic's request as a chat. @throws DomainError invalid_input */
export function chatOf(request: MessagesRequest): Message {
  const { max_tokens, stream, stop_sequences, temperature, top_p, top_k, metadata, output_config } = request
  const format = output_config?.format
  return {
    ...chatPrompt(request), max_tokens,
    ...(stop_sequences && stop_sequences.length > 0 ? { stop: stop_sequences } : {}),
    ...(temperature === undefined ? {} : { temperature }), ...(top_p === undefined ? {} : { top_p }), ...(top_k === undefined ? {} : { top_k }),
    ...(metadata?.user_id ? { user: metadata.user_id } : {}),
    ...(format ? { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: format.schema, strict: true } } } : {}),
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  }
}
