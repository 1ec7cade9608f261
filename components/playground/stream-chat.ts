import { parsePicos } from '@/lib/kernel/rate'
import type { ChatMessage, Problem, Receipt, Settings } from './conversation'
import { sseEvents } from './sse-events'

export type ChatRequest = { model: string; messages: ChatMessage[]; settings: Settings }

/** What is told while the answer comes. Times are milliseconds from the start of the request. */
export type ChatListener = {
  onRequestId: (id: string) => void
  onText: (text: string, firstTokenMs: number) => void
  /** What the model thinks before it answers, where it tells. */
  onThought: (text: string, firstTokenMs: number) => void
}

export type ChatEnd = { state: 'done' | 'stopped' | 'failed'; problem?: Problem; receipt?: Receipt; totalMs: number }

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

/** The body of POST /api/playground, which is also what the code samples show. */
export function bodyOf(request: ChatRequest): Fields {
  const { temperature, topP, maxTokens, stop, seed, isJson, presencePenalty, frequencyPenalty } = request.settings
  return {
    model: request.model,
    messages: request.messages,
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { top_p: topP }),
    ...(maxTokens === null ? {} : { max_tokens: maxTokens }),
    ...(stop.length === 0 ? {} : { stop }),
    ...(seed === null ? {} : { seed }),
    ...(isJson ? { response_format: { type: 'json_object' } } : {}),
    ...(presencePenalty === null ? {} : { presence_penalty: presencePenalty }),
    ...(frequencyPenalty === null ? {} : { frequency_penalty: frequencyPenalty }),
    stream: true,
  }
}

/** `{ error: { code, message, request_id } }` as every edge of the product answers it. */
export function problemOf(body: unknown, response?: Response): Problem {
  const error = fieldsOf(fieldsOf(body).error)
  const requestId = typeof error.request_id === 'string' ? error.request_id : response?.headers.get('x-request-id')
  const wait = Number(response?.headers.get('retry-after') ?? Number.NaN)
  return {
    code: typeof error.code === 'string' ? error.code : 'internal',
    message: typeof error.message === 'string' ? error.message : '',
    ...(requestId ? { requestId } : {}),
    ...(Number.isFinite(wait) ? { retryAfterSeconds: wait } : {}),
  }
}

function receiptOf(chunk: Fields): Receipt | undefined {
  if (!isFields(chunk.usage)) return undefined
  const { prompt_tokens: input, completion_tokens: output, cost, estimated } = chunk.usage
  const price = cost ?? chunk.cost
  const decimal = isFields(price) ? price.amount : price
  return {
    inputTokens: Number(input ?? 0),
    outputTokens: Number(output ?? 0),
    costPicos: typeof decimal === 'string' ? parsePicos(decimal) ?? null : null,
    isEstimated: (estimated ?? chunk.estimated) === true,
  }
}

/** Servers have two names for what a model thinks; some send both. */
function saidIn(chunk: Fields): { text: string; thought: string } {
  const [choice] = Array.isArray(chunk.choices) ? (chunk.choices as unknown[]) : []
  const { content, reasoning_content: thought, reasoning } = fieldsOf(fieldsOf(choice).delta)
  return { text: typeof content === 'string' ? content : '', thought: [thought, reasoning].find((one) => typeof one === 'string') as string | undefined ?? '' }
}

function parsed(data: string): Fields {
  try {
    return fieldsOf(JSON.parse(data))
  } catch {
    return {}
  }
}

async function readAnswer(body: ReadableStream<Uint8Array>, listener: ChatListener, clock: () => number): Promise<Omit<ChatEnd, 'totalMs'>> {
  let receipt: Receipt | undefined
  let firstTokenMs: number | undefined
  let isComplete = false
  for await (const event of sseEvents(body)) {
    if (event.data === '[DONE]') {
      isComplete = true
      break
    }
    const chunk = parsed(event.data)
    if (event.event === 'error' || 'error' in chunk) return { state: 'failed', problem: problemOf(chunk), ...(receipt ? { receipt } : {}) }
    receipt = receiptOf(chunk) ?? receipt
    const { text, thought } = saidIn(chunk)
    if (thought) listener.onThought(thought, (firstTokenMs ??= clock()))
    if (text) listener.onText(text, (firstTokenMs ??= clock()))
  }
  if (isComplete) return { state: 'done', ...(receipt ? { receipt } : {}) }
  return { state: 'failed', problem: { code: 'connection', message: '' }, ...(receipt ? { receipt } : {}) }
}

/**
 * Runs one request of the playground. Never throws: a refusal, a broken connection and a stop are all ends.
 * @param signal aborting it is "Stop": the end's state is `stopped`.
 */
export async function streamChat(url: string, request: ChatRequest, listener: ChatListener, signal: AbortSignal): Promise<ChatEnd> {
  const started = performance.now()
  const clock = (): number => Math.round(performance.now() - started)
  try {
    const response = await fetch(url, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(bodyOf(request)), signal,
    })
    const requestId = response.headers.get('x-request-id')
    if (requestId) listener.onRequestId(requestId)
    if (!response.ok || !response.body) {
      const body: unknown = await response.json().catch(() => undefined)
      return { state: 'failed', problem: problemOf(body, response), totalMs: clock() }
    }
    return { ...(await readAnswer(response.body, listener, clock)), totalMs: clock() }
  } catch {
    if (signal.aborted) return { state: 'stopped', totalMs: clock() }
    return { state: 'failed', problem: { code: 'connection', message: '' }, totalMs: clock() }
  }
}
