import type { Caller } from './caller'
import { mostPromptTokens } from './count-tokens'
import type { Entitlement } from './entitlement'
import { largestReservation } from './limits'
import type { ModelRoute } from './model-route'
import { askedOutput, choiceCount, imageLengths, messageCount, promptCount, promptOf, type InferenceRequest } from './request'

/** An answer shorter than this is not worth starting. */
const floorTokens = 16
/** What one picture may cost beyond its bytes: tiny files are seen at full size by some models. */
const mostImageTokens = 2_048

/** No model makes more than this of one picture, however many bytes it has. */
const mostTokensOfBytes = 50_000

export type Sizes = {
  /** The prompt's upper bound. */
  promptTokens: number
  /** All answers together, as far as request, model, plan and limits let them go. */
  outputTokens: number
  /** What was asked for, before limits and money. */
  asked: number
  /** Below this the request is refused. */
  floor: number
}

const wholeNumber = (value: unknown): number | undefined => (typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined)

/** Tokens to reserve for a request: each of its answers may be as long as the limit says. */
export function sizesOf(caller: Caller, request: InferenceRequest, model: ModelRoute, plan: Entitlement): Sizes {
  if (request.kind === 'embeddings') return { promptTokens: mostPromptTokens(promptOf(request), promptCount(request)), outputTokens: 0, asked: 0, floor: 0 }
  const [choices, context] = [choiceCount(request), model.contextTokens * promptCount(request)]
  const systemBytes = Buffer.byteLength(model.systemPrompt ?? '')
  const seen = imageLengths(request)
  const unseen = seen.reduce((sum, length) => sum + Math.max(0, length - mostTokensOfBytes), 0)
  const promptTokens = Math.min(mostPromptTokens(JSON.stringify(request.body), messageCount(request)) - unseen + systemBytes + seen.length * mostImageTokens, context)
  const each = Math.min(askedOutput(request) ?? wholeNumber(model.defaults.max_tokens) ?? model.maxOutputTokens, model.maxOutputTokens, plan.maxOutputTokens)
  const [asked, room] = [each * choices, largestReservation(caller, plan) - promptTokens]
  const floor = Math.min(each, floorTokens) * choices
  return { promptTokens, outputTokens: Math.max(Math.min(asked, room), floor), asked, floor }
}
