import { formatPicos } from '@/lib/kernel/money'
import { costPicos, type Rate } from '@/lib/kernel/rate'
import type { ChatMessage } from './conversation'

const picosPerMicro = 1_000_000n

/** A rate for people: micros per million tokens → "$0.15". */
export const formatRate = (micros: bigint, currency: string): string => formatPicos(micros * picosPerMicro, currency)

/** Marks that a chat template puts round every message; generous on purpose. */
const tokensPerMessage = 8

/** No tokenizer makes more tokens than the text has bytes, so this is never too low. */
export function promptTokensAtMost(messages: readonly ChatMessage[]): number {
  const encoder = new TextEncoder()
  return messages.reduce((total, { content }) => total + encoder.encode(content).length + tokensPerMessage, 0)
}

/** The most this request can cost, in picos (1e-12 of the major unit): what Run may promise. */
export function ceilingPicos(rate: Rate, messages: readonly ChatMessage[], maxOutputTokens: number): bigint {
  return costPicos(rate, { input: promptTokensAtMost(messages), cachedInput: 0, output: maxOutputTokens })
}

/** 430 → "0.4": seconds for people, more exact when short. */
export const formatSeconds = (ms: number): string => (ms < 100 ? (ms / 1000).toFixed(2) : (ms / 1000).toFixed(1))
