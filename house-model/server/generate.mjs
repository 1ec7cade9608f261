/** Runs the model on a prompt and yields the text as it comes. */
import { createTextFilter } from './text-filter.mjs'

const BROKEN = '\uFFFD'
const MAX_BYTES_OF_A_CHARACTER = 4
const PENALTY_WINDOW = 256

function samplerOptions(engine, request, grammar, produced) {
  const { presence, frequency } = request.penalties
  return {
    temperature: request.temperature,
    topP: request.topP,
    seed: request.seed,
    grammarEvaluationState: grammar ? engine.grammarState(grammar) : undefined,
    repeatPenalty:
      presence || frequency
        ? {
            punishTokens: () => produced.slice(-PENALTY_WINDOW),
            maxPunishTokens: PENALTY_WINDOW,
            penalty: 1,
            presencePenalty: presence,
            frequencyPenalty: frequency,
          }
        : undefined,
  }
}

/** Joins tokens to text, keeping back characters whose bytes are incomplete. */
function createDecoder(model) {
  let pending = []
  let before = []
  return (token) => {
    pending.push(token)
    const text = model.detokenize(pending, false, before)
    if (text.endsWith(BROKEN) && pending.length < MAX_BYTES_OF_A_CHARACTER) return ''
    before = [...before, ...pending].slice(-8)
    pending = []
    return text
  }
}

/**
 * @param {import('./engine.mjs').Engine} engine
 * @param {import('node-llama-cpp').LlamaContextSequence} sequence
 * @param {{ tokens: number[], request: import('./generation-request.mjs').GenerationRequest,
 *   grammar: import('node-llama-cpp').LlamaGrammar | null, signal: AbortSignal, onToken?: () => void }} job
 * @returns {AsyncGenerator<string, { finishReason: 'stop' | 'length', stopReason: string | null, completionTokens: number }>} `stopReason`: the stop that was met
 */
export async function* generate(engine, sequence, { tokens, request, grammar, signal, onToken }) {
  const room = engine.contextSize - tokens.length
  const limit = Math.min(request.maxTokens ?? room, room)
  const produced = []
  const decode = createDecoder(engine.model)
  const filter = createTextFilter(request.stop, { trimEnd: Boolean(grammar) })
  await sequence.clearHistory()
  let finishReason = 'stop'
  for await (const token of sequence.evaluate(tokens, samplerOptions(engine, request, grammar, produced))) {
    signal.throwIfAborted()
    produced.push(token)
    onToken?.()
    const { text, stopped } = filter.push(decode(token))
    if (text) yield text
    if (stopped !== null) return { finishReason, stopReason: stopped, completionTokens: produced.length }
    if (produced.length >= limit) {
      finishReason = 'length'
      break
    }
  }
  const rest = filter.end()
  if (rest) yield rest
  return { finishReason, stopReason: null, completionTokens: produced.length }
}
