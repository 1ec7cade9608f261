import type { GatewayAnswer } from '../answer'
import { anthropicError } from './error'
import { stopOf, usageOf, type ChatAnswer, type ChatChoice, type ChatUsage, type ToolCall } from './from-chat'
import type { MessagesRequest } from './request'

type Open = { index: number; kind: 'text' | 'thinking' | 'tool' }

const event = (type: string, fields: object = {}): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
const blank = { thinking: { type: 'thinking', thinking: '', signature: '' }, text: { type: 'text', text: '', citations: null } } as const

/** Turns the chunks of one chat stream into Anthropic's events. */
class Writer {
  private isStarted = false
  private open: Open | null = null
  private blocks = 0
  private readonly tools = new Map<number, number>()
  private finish: Pick<ChatChoice, 'finish_reason' | 'stop_reason'> = {}
  private usage: ChatUsage | null = null

  constructor(private readonly request: MessagesRequest, private readonly showsThinking: boolean, private readonly requestId: string) {}

  chunk(chunk: ChatAnswer): string {
    this.usage = chunk.usage ?? this.usage
    const choice = chunk.choices[0]
    const delta = choice?.delta ?? {}
    if (choice?.finish_reason) this.finish = choice
    const thought = delta.reasoning_content ?? delta.reasoning
    return [
      this.start(chunk.model),
      thought && this.showsThinking ? this.piece('thinking', { type: 'thinking_delta', thinking: thought }) : '',
      delta.content ? this.piece('text', { type: 'text_delta', text: delta.content }) : '',
      ...(delta.tool_calls ?? []).map((call) => this.tool(call)),
    ].join('')
  }

  ping = (): string => this.start(this.request.model) + event('ping')

  end(): string {
    const { finish_reason: finish, stop_reason: matched } = this.finish
    return this.start(this.request.model) + this.close() + event('message_delta', { delta: stopOf(finish, matched, this.request, this.tools.size > 0), usage: usageOf(this.usage) }) + event('message_stop')
  }

  private start(model: string): string {
    if (this.isStarted) return ''
    this.isStarted = true
    const message = { id: this.requestId, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage: usageOf(null) }
    return event('message_start', { message })
  }

  private close(): string {
    const { open } = this
    this.open = null
    return open ? event('content_block_stop', { index: open.index }) : ''
  }

  private begin(kind: Open['kind'], block: object): string {
    const before = this.close()
    this.open = { kind, index: this.blocks++ }
    return before + event('content_block_start', { index: this.open.index, content_block: block })
  }

  private piece(kind: 'text' | 'thinking', delta: object): string {
    const begun = this.open?.kind === kind ? '' : this.begin(kind, blank[kind])
    return begun + event('content_block_delta', { index: this.open?.index, delta })
  }

  private tool(call: ToolCall): string {
    const at = call.index ?? 0
    const begun = this.tools.has(at) ? '' : this.begin('tool', { type: 'tool_use', id: call.id ?? '', name: call.function?.name ?? '', input: {} })
    if (begun) this.tools.set(at, this.blocks - 1)
    const text = call.function?.arguments
    return begun + (text ? event('content_block_delta', { index: this.tools.get(at), delta: { type: 'input_json_delta', partial_json: text } }) : '')
  }
}

function translate(block: string, writer: Writer, requestId: string): string {
  if (block.startsWith(':')) return writer.ping()
  // By lines of ours alone: a model's words may hold other ends of lines (U+2028), which JSON leaves as they are.
  const data = block.split('\n').find((line) => line.startsWith('data: '))?.slice('data: '.length)
  if (data === undefined) return ''
  if (data === '[DONE]') return writer.end()
  if (block.startsWith('event: error')) return `event: error\ndata: ${JSON.stringify(anthropicError(502, data, requestId))}\n\n`
  return writer.chunk(JSON.parse(data) as ChatAnswer)
}

/** Our own chat stream, event by event in Anthropic's words. A reader who leaves leaves the chat stream too. */
export async function* messageEvents(body: Exclude<GatewayAnswer['body'], string>, request: MessagesRequest, showsThinking: boolean, requestId: string): AsyncGenerator<string> {
  const writer = new Writer(request, showsThinking, requestId)
  let rest = ''
  for await (const piece of body) {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    const text = blocks.map((block) => translate(block, writer, requestId)).join('')
    if (text) yield text
  }
}
