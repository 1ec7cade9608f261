import type { TokenCounts } from '@/lib/kernel/rate'
import type { Admitted } from './admit'
import { guessPromptTokens } from './count-tokens'
import { asServerCounts, noteAnswered, learnCount } from './own-count'
import { messageCount, promptOf } from './request'
import type { Receipt, Usage } from './settle'

type Reported = { prompt_tokens?: unknown; completion_tokens?: unknown; prompt_tokens_details?: { cached_tokens?: unknown } | null }

const count = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined)

/** The usage a server reported, or undefined when it said none that can be believed. */
export function reportedUsage(value: unknown): TokenCounts | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { prompt_tokens, completion_tokens, prompt_tokens_details } = value as Reported
  const [input, output] = [count(prompt_tokens), completion_tokens === undefined ? 0 : count(completion_tokens)]
  return input === undefined || output === undefined ? undefined : { input, cachedInput: count(prompt_tokens_details?.cached_tokens) ?? 0, output }
}

function guessPrompt({ request, model }: Admitted): number {
  const content = request.kind === 'chat' ? [request.body.messages.map((message) => message.content), request.body.tools] : promptOf(request)
  return guessPromptTokens([model.systemPrompt, content], messageCount(request))
}

/** Text in, vectors out: nothing is generated. */
const generates = ({ request }: Admitted): boolean => request.kind !== 'embeddings'

/**
 * What is billed: the server's own count where it can be believed, otherwise ours, marked as estimated. A server that
 * relayed an answer and says it generated nothing is not believed. What a server counted itself teaches how it counts.
 * @param countOutput counts output tokens here, where that is needed; @param server whose count this is (model and upstream)
 * @param since how many of them came after the report (a stream that reports as it goes and broke off)
 */
export function usageOf(admitted: Admitted, server: string, reported: TokenCounts | undefined, countOutput: () => number, since = 0): Usage {
  const isBelieved = reported !== undefined && (reported.output > 0 || !generates(admitted) || countOutput() === 0)
  if (reported && isBelieved && since === 0) {
    if (noteAnswered(server)) learnCount(server, { reported: reported.input, counted: guessPrompt(admitted) }, { reported: reported.output, counted: countOutput() })
    return { tokens: reported, isEstimated: false }
  }
  const input = reported?.input ?? asServerCounts(server, 'input', guessPrompt(admitted))
  const output = reported && isBelieved ? reported.output + since : asServerCounts(server, 'output', countOutput())
  return { tokens: { input, cachedInput: reported?.cachedInput ?? 0, output: generates(admitted) ? output : 0 }, isEstimated: true }
}

/** What the client is told: OpenAI's fields and what it cost, as a decimal string of the major unit. */
export function usageView({ tokens, cost, isEstimated }: Receipt, currency: string): Record<string, unknown> {
  return {
    prompt_tokens: tokens.input, completion_tokens: tokens.output, total_tokens: tokens.input + tokens.output,
    prompt_tokens_details: { cached_tokens: tokens.cachedInput }, cost, currency, ...(isEstimated ? { estimated: true } : {}),
  }
}
