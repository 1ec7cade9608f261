/** Runs one generation in a slot and counts it. */
import { checkTokens } from './context.mjs'
import { generate } from './generate.mjs'
import { grammarFor } from './grammar.mjs'

/**
 * @param {import('./app.mjs').App} app
 * @param {{ tokens: number[], request: import('./generation-request.mjs').GenerationRequest,
 *   format: ReturnType<import('./chat-request.mjs').readFormat>, signal: AbortSignal }} job
 * @param {{ begin?: () => void, text: (piece: string) => unknown }} sink `begin` is called once a slot is held
 */
export async function run(app, { tokens, request, format, signal }, sink) {
  checkTokens(app.engine, tokens)
  const grammar = await grammarFor(app.engine.llama, format)
  const slot = await app.slots.acquire(signal)
  const started = performance.now()
  try {
    await sink.begin?.()
    const onToken = () => app.metrics.add('engine_tokens_predicted_total')
    const pieces = generate(app.engine, slot.item, { tokens, request, grammar, signal, onToken })
    let step = await pieces.next()
    while (!step.done) {
      await sink.text(step.value)
      step = await pieces.next()
    }
    const { finishReason, stopReason, completionTokens } = step.value
    return { finishReason, stopReason, promptTokens: tokens.length, completionTokens }
  } finally {
    slot.release()
    app.metrics.add('engine_prompt_tokens_total', tokens.length)
    app.metrics.add('engine_predict_seconds_total', (performance.now() - started) / 1000)
  }
}
