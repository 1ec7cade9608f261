import { scaledToDecimal } from '@/lib/kernel/money'
import type { UsageFigures } from './view'

/** Sums as Postgres and Prisma give them: bigint, text (numeric) or null when there was nothing. */
export type UsageSums = Record<'requests' | 'errors' | 'inputTokens' | 'outputTokens' | 'costPicos' | 'billedPicos' | 'latencyMsSum', bigint | string | null>

const whole = (value: bigint | string | null): bigint => BigInt(value ?? 0)

export function toFigures(sums: UsageSums): UsageFigures {
  const requests = whole(sums.requests)
  return {
    requests: Number(requests),
    errors: Number(whole(sums.errors)),
    inputTokens: Number(whole(sums.inputTokens)),
    outputTokens: Number(whole(sums.outputTokens)),
    cost: scaledToDecimal(whole(sums.costPicos), 12),
    billed: scaledToDecimal(whole(sums.billedPicos), 12),
    averageLatencyMs: requests === 0n ? null : Number(whole(sums.latencyMsSum) / requests),
  }
}

export const summed = { requests: true, errors: true, inputTokens: true, outputTokens: true, costPicos: true, billedPicos: true, latencyMsSum: true } as const
