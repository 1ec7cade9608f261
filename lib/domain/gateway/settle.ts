import { scaledToDecimal } from '@/lib/kernel/money'
import { costPicos, type TokenCounts } from '@/lib/kernel/rate'
import { log } from '@/lib/log'
import type { Admitted } from './admit'
import { settleFunding } from './funding'
import { returnTokens } from './limits'
import type { UsageRecord } from './hold'
import { releaseHold, settleHold } from './metering'
import { noteRequestEnd } from './instance/last-request'
import { noteAdded, noteSettled, seriesOf } from './metrics'
import { track } from './running'

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
  const { keyId, userId, modelId, modelSlug, modelPriceId, endpoint, source, isStream, currency, createdAt } = admitted.held
  const { status, httpStatus, errorCode, upstreamId, attempts, firstTokenMs, latencyMs } = outcome
  return {
    keyId, userId, modelId, modelSlug, upstreamId, modelPriceId, endpoint, source, isStream, status, httpStatus, errorCode, isEstimated: usage.isEstimated, inputTokens: input,
    cachedTokens: cachedInput, outputTokens: output, currency, costPicos: costPicos(admitted.model.rate, usage.tokens), latencyMs, firstTokenMs, attempts, createdAt,
  }
}

/**
 * An answer does not wait longer than this for a database that is away: it is settled as soon as that is back. Long enough for any
 * recovery, since an answer that left before its bill is free should this process die meanwhile.
 */
const longestWaitMs = 120_000

function leave(requestId: string, closing: Promise<boolean>): void {
  log.error({ requestId }, 'answered before it was settled')
  closing.catch((error: unknown) => log.error({ requestId, err: error }, 'a settlement was left to the sweep'))
}

/** Waits for the books, within reason. @returns false when the hold was closed before */
function closed(requestId: string, closing: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { leave(requestId, closing); resolve(true) }, longestWaitMs).unref()
    track(closing).then((isFirst) => {
      clearTimeout(timer)
      if (!isFirst) log.warn({ requestId }, 'closed a hold that was closed')
      resolve(isFirst)
    }, (error: Error) => { clearTimeout(timer); reject(error) })
  })
}

export type Receipt = { tokens: TokenCounts; cost: string; isEstimated: boolean }

/** Bills what was used and gives the rest back, in one statement; a second call changes nothing. */
export async function settle(admitted: Admitted, outcome: Outcome, reported: Usage): Promise<Receipt> {
  const usage = { tokens: boundUsage(admitted, reported.tokens), isEstimated: reported.isEstimated }
  const record = recordOf(admitted, outcome, usage)
  const closing = settleHold(admitted.requestId, settleFunding(admitted.hold, admitted.model.rate, usage.tokens), record)
  // Queued behind the closing, so that it goes back in the same statement.
  giveBack(admitted, admitted.reservedTokens - usage.tokens.input - usage.tokens.output)
  const asked = performance.now()
  const isFirst = await closed(admitted.requestId, closing)
  noteAdded('settlement', asked)
  if (isFirst) noteSettled(seriesOf(admitted.model), record.currency, usage.tokens, record.costPicos)
  return { tokens: usage.tokens, cost: scaledToDecimal(record.costPicos, 12), isEstimated: usage.isEstimated }
}

/** What is billed is billed: a limiter that does not answer now costs the client a minute's tokens, not the answer. */
function giveBack(admitted: Admitted, tokens: number): void {
  noteRequestEnd(admitted.requestId)
  returnTokens(admitted.limits, tokens)
}

/** A request that failed before its first token: free, and kept with its reason. */
export async function release(admitted: Admitted, outcome: Outcome): Promise<void> {
  const nothing = { input: 0, cachedInput: 0, output: 0 }
  const record = { ...recordOf(admitted, outcome, { tokens: nothing, isEstimated: false }), costPicos: 0n }
  const closing = releaseHold(admitted.requestId, record)
  giveBack(admitted, admitted.reservedTokens)
  await closed(admitted.requestId, closing)
}
