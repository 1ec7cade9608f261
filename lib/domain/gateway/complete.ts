import { systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { arrivedText, readText } from '@/lib/providers/inference/openai-compatible'
import type { Admitted } from './admit'
import { saidInChoices } from './answer-text'
import { noteFailure, noteSuccess } from './breaker'
import { guessTokens } from './count-tokens'
import { serverOf } from './forward'
import { ForwardError, type Forwarded } from './forward-error'
import { isAnswer, wholeAnswer } from './openai-shape'
import { settle } from './settle'
import { reportedUsage, usageOf, usageView } from './usage-in'

type Answer = Record<string, unknown> & { usage?: unknown; choices?: unknown }

/** An answer and what was said in it. */
export type Completed = { answer: Answer; said: string }

function parseAnswer(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Answer) : undefined
  } catch {
    return undefined
  }
}

async function failed({ caller }: Admitted, { upstreamId, attempts }: Forwarded, cause: unknown): Promise<ForwardError> {
  await noteFailure(upstreamId, caller.clientId, { blame: 'failing', mayBeRequest: true })
  return new ForwardError(new DomainError('upstream_failed', { cause }), upstreamId, attempts)
}

/**
 * The whole answer: read, settled, and given the model's public name and its cost.
 * @throws ForwardError upstream_failed when the server breaks off or answers nonsense (nothing is charged)
 */
export async function complete(admitted: Admitted, forwarded: Forwarded): Promise<Completed> {
  const { upstreamId, attempts } = forwarded
  let answer: Answer | undefined
  try {
    answer = parseAnswer(arrivedText(forwarded.answer) ?? (await readText(forwarded.answer)))
  } catch (cause) {
    throw await failed(admitted, forwarded, cause)
  }
  if (!answer || !isAnswer(admitted.request.kind, answer)) throw await failed(admitted, forwarded, 'the answer is none')
  const noted = noteSuccess(upstreamId, admitted.caller.clientId)
  if (noted) await noted
  const said = saidInChoices(answer.choices)
  const usage = usageOf(admitted, serverOf(admitted, forwarded), reportedUsage(answer.usage), () => said.reduce((sum, text) => sum + guessTokens(text), 0))
  const latencyMs = systemClock.now().getTime() - admitted.startedAt.getTime()
  const receipt = await settle(admitted, { status: 'ok', httpStatus: 200, errorCode: null, upstreamId, attempts, firstTokenMs: null, latencyMs }, usage)
  return { answer: wholeAnswer(admitted, answer, usageView(receipt, admitted.model.rate.currency)), said: said.join('\n\n') }
}
