import { scaledToDecimal } from '@/lib/kernel/money'
import { costPicos, type TokenCounts } from '@/lib/kernel/rate'
import { log } from '@/lib/log'
import type { Admitted } from './admit'
import { settleFunding } from './funding'
import { returnTokens } from './limits'
import { noteSettled, timed } from './metrics'
import { releaseHold, settleHold, type UsageRecord } from './metering'

/** How a relayed request ended. */
export type Outcome = {
  status: UsageRecord['status']
  httpStatus: number
  errorCode: string | null
  upstreamId: string | null
  attempts: number
  firstTokenMs: number | null
  latencyMs: number
}

export type Usage = { tokens: TokenCounts; isEstimated: boolean }

const bounded = (value: number, most: number): number => Math.max(0, Math.min(Math.trunc(value), most))

/** What a server reports is believed only as far as the request was let go. */
function boundUsage(admitted: Admitted, { input, cachedInput, output }: TokenCounts): TokenCounts {
  const within = bounded(input, admitted.promptTokens)
  return { input: within, cachedInput: bounded(cachedInput, within), output: bounded(output, admitted.hold.outputTokens) }
}

function recordOf(admitted: Admitted, outcome: Outcome, usage: Usage): UsageRecord {
  const { input, cachedInput, output } = usage.tokens
  return {
    ...admitted.held, ...outcome, isEstimated: usage.isEstimated, inputTokens: input, cachedTokens: cachedInput, outputTokens: output,
    costPicos: costPicos(admitted.model.rate, usage.tokens),
  }
}

export type Receipt = { tokens: TokenCounts; cost: string; isEstimated: boolean }

/** Bills what was used and gives the rest back, in one statement; a second call changes nothing. */
export async function settle(admitted: Admitted, outcome: Outcome, reported: Usage): Promise<Receipt> {
  const usage = { ...reported, tokens: boundUsage(admitted, reported.tokens) }
  const record = recordOf(admitted, outcome, usage)
  const isFirst = await timed('settlement', () => settleHold(admitted.requestId, settleFunding(admitted.hold, admitted.model.rate, usage.tokens), record))
  if (isFirst) noteSettled(admitted.model.slug, record.currency, usage.tokens, record.costPicos)
  else log.warn({ requestId: admitted.requestId }, 'settled a hold that was closed')
  await giveBack(admitted, admitted.reservedTokens - usage.tokens.input - usage.tokens.output)
  return { tokens: usage.tokens, cost: scaledToDecimal(record.costPicos, 12), isEstimated: usage.isEstimated }
}

/** What is billed is billed: a limiter that does not answer now costs the client a minute's tokens, not the answer. */
const giveBack = (admitted: Admitted, tokens: number): Promise<void> =>
  returnTokens(admitted.limits, tokens).catch((error: unknown) => log.warn({ requestId: admitted.requestId, err: error }, 'reserved tokens were not given back'))

/** A request that failed before its first token: free, and kept with its reason. */
export async function release(admitted: Admitted, outcome: Outcome): Promise<void> {
  const nothing = { input: 0, cachedInput: 0, output: 0 }
  const record = { ...recordOf(admitted, outcome, { tokens: nothing, isEstimated: false }), costPicos: 0n }
  await releaseHold(admitted.requestId, record)
  await giveBack(admitted, admitted.reservedTokens)
}
