/** How the next answers go; changed by a test between its calls. */
export type Script = {
  status?: number
  /** Pieces of text of the answer. */
  pieces?: string[]
  /** Rides in every chunk beside the words, as some servers pad theirs. */
  padding?: string
  usage?: Record<string, unknown> | null
  /** Says its count in every chunk, as it goes. */
  usageAsItGoes?: boolean
  /** Goes silent for ever after this many pieces, the connection open. */
  hangAfter?: number
  /** Repeats this for ever instead of an answer. */
  endless?: string
  pieceDelayMs?: number
  /** Ends the connection after this many pieces. */
  breakAfter?: number
  body?: string
  headers?: Record<string, string>
  finish?: string
  /** What the model thinks before it answers. */
  reasoning?: string
  /** Nothing is answered before this. */
  gate?: Promise<void>
  /** Statuses of the next calls, one each, before the script's own. */
  statuses?: number[]
}

type Body = Record<string, unknown>
type Choice = { index: number; message: Record<string, unknown>; finish_reason: string; logprobs?: unknown }

const asList = (value: unknown): Body[] => (Array.isArray(value) ? (value as Body[]) : [])
const functionName = (tool: Body | undefined): string => String((tool?.function as Body | undefined)?.name ?? 'none')

/** Calls the first tool offered, until an answer of a tool stands among the messages. */
function wantsTool(body: Body): boolean {
  return asList(body.tools).length > 0 && body.tool_choice !== 'none' && !asList(body.messages).some((message) => message.role === 'tool')
}

function toolCalls(body: Body): Body[] {
  const tools = asList(body.tools).slice(0, body.parallel_tool_calls === false ? 1 : 2)
  return tools.map((tool, i) => ({ id: `call_${i + 1}`, type: 'function', function: { name: functionName(tool), arguments: '{"city":"Amman"}' } }))
}

function choice(body: Body, script: Script, index: number): Choice {
  if (wantsTool(body)) return { index, message: { role: 'assistant', content: null, tool_calls: toolCalls(body) }, finish_reason: script.finish ?? 'tool_calls' }
  const isJson = (body.response_format as Body | undefined)?.type?.toString().startsWith('json') ?? false
  const content = isJson ? '{"capital":"Amman"}' : (script.pieces ?? ['Hello', ' there']).join('')
  const logprobs = body.logprobs === true ? { content: [{ token: content, logprob: -0.1, bytes: [...Buffer.from(content)], top_logprobs: [] }], refusal: null } : undefined
  return { index, message: { role: 'assistant', content, ...(script.reasoning ? { reasoning_content: script.reasoning } : {}) }, finish_reason: script.finish ?? 'stop', ...(logprobs ? { logprobs } : {}) }
}

/** The choices a chat server would give to this request: `n` of them, tool calls, JSON and log probabilities as asked for. */
export const chatChoices = (body: Body, script: Script): Choice[] => Array.from({ length: Number(body.n ?? 1) }, (_, index) => choice(body, script, index))

/** The same as pieces of a stream, in the order servers send them. */
export function chatDeltas(body: Body, script: Script): Body[] {
  const pieces = script.pieces ?? ['Hello', ' there']
  return chatChoices(body, script).flatMap(({ index, message, finish_reason, logprobs }) => {
    const one = (delta: Body, finish: string | null = null): Body => ({ index, delta, finish_reason: finish, ...(logprobs ? { logprobs: null } : {}) })
    const calls = asList(message.tool_calls).flatMap((call, i) => {
      const { name, arguments: text } = call.function as { name: string; arguments: string }
      const half = Math.ceil(text.length / 2)
      return [
        one({ tool_calls: [{ index: i, id: call.id, type: 'function', function: { name, arguments: '' } }] }),
        one({ tool_calls: [{ index: i, function: { arguments: text.slice(0, half) } }] }),
        one({ tool_calls: [{ index: i, function: { arguments: text.slice(half) } }] }),
      ]
    })
    const isPlain = message.content === pieces.join('')
    const texts = (isPlain ? pieces : message.content ? [String(message.content)] : []).map((content) => one({ content }))
    const thoughts = script.reasoning ? [one({ reasoning_content: script.reasoning })] : []
    return [...thoughts, ...calls, ...texts, one({}, finish_reason)]
  })
}

/** A vector for each text, as floats or as the base64 of them. */
export function embeddingsOf(body: Body): Body[] {
  const inputs = Array.isArray(body.input) && typeof body.input[0] !== 'number' ? body.input : [body.input]
  const vector = new Float32Array([0.25, -0.5, 1])
  const embedding = body.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector]
  return inputs.map((_input, index) => ({ object: 'embedding', index, embedding }))
}
