import { systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { readText } from '@/lib/providers/inference/openai-compatible'
import type { Admitted } from './admit'
import { guessTokens } from './count-tokens'
import { ForwardError, type Forwarded } from './forward'
import { isAnswer, wholeAnswer } from './openai-shape'
import { settle } from './settle'
import { countedUsage, reportedUsage, usageView } from './usage-in'

type Answer = Record<string, unknown> & { usage?: unknown; choices?: unknown }

function parseAnswer(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Answer) : undefined
  } catch {
    return undefined
  }
}

/** Texts of the choices, for counting when the server did not. */
const choiceTexts = (answer: Answer): unknown =>
  Array.isArray(answer.choices) ? answer.choices.map((choice: unknown) => (typeof choice === 'object' && choice !== null ? [Reflect.get(choice, 'text'), Reflect.get(choice, 'message')] : null)) : null

/**
 * The whole answer: read, settled, and given the model's public name and its cost.
 * @throws ForwardError upstream_failed when the server breaks off or answers nonsense (nothing is charged)
 */
export async function complete(admitted: Admitted, forwarded: Forwarded): Promise<Answer> {
  const { upstreamId, attempts } = forwarded
  const fail = (cause: unknown): ForwardError => new ForwardError(new DomainError('upstream_failed', { cause }), upstreamId, attempts)
  const answer = parseAnswer(await readText(forwarded.answer).catch((cause: unknown) => { throw fail(cause) }))
  if (!answer || !isAnswer(admitted.request.kind, answer)) throw fail('the answer is none')
  const tokens = reportedUsage(answer.usage)
  const usage = tokens ? { tokens, isEstimated: false } : countedUsage(admitted, admitted.request.kind === 'embeddings' ? 0 : guessTokens(choiceTexts(answer)))
  const latencyMs = systemClock.now().getTime() - admitted.startedAt.getTime()
  const receipt = await settle(admitted, { status: 'ok', httpStatus: 200, errorCode: null, upstreamId, attempts, firstTokenMs: null, latencyMs }, usage)
  return wholeAnswer(admitted, answer, usageView(receipt, admitted.model.rate.currency))
}
