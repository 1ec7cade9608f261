import type { TokenCounts } from '@/lib/kernel/rate'
import type { Admitted } from './admit'
import { guessTokens } from './count-tokens'
import { promptOf } from './request'
import type { Receipt, Usage } from './settle'

type Reported = { prompt_tokens?: unknown; completion_tokens?: unknown; prompt_tokens_details?: { cached_tokens?: unknown } | null }

const count = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined)

/** The usage a server reported, or undefined when it said none that can be believed. */
export function reportedUsage(value: unknown): TokenCounts | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { prompt_tokens, completion_tokens, prompt_tokens_details } = value as Reported
  const input = count(prompt_tokens)
  return input === undefined ? undefined : { input, cachedInput: count(prompt_tokens_details?.cached_tokens) ?? 0, output: count(completion_tokens) ?? 0 }
}

/** Counted by ourselves, because the server never told; marked as such everywhere. */
export const countedUsage = (admitted: Admitted, output: number): Usage =>
  ({ tokens: { input: guessTokens(promptOf(admitted.request)), cachedInput: 0, output }, isEstimated: true })

/** What the client is told: OpenAI's fields and what it cost, as a decimal string of the major unit. */
export function usageView({ tokens, cost, isEstimated }: Receipt, currency: string): Record<string, unknown> {
  return {
    prompt_tokens: tokens.input, completion_tokens: tokens.output, total_tokens: tokens.input + tokens.output,
    prompt_tokens_details: { cached_tokens: tokens.cachedInput }, cost, currency, ...(isEstimated ? { estimated: true } : {}),
  }
}
