import { isConnectionLoss } from '@/lib/db/connection-loss'
import { systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { Locale } from '@/lib/i18n/locale'
import { log } from '@/lib/log'
import { parseInput } from '../parse'
import { keepPrompt } from '../usage/prompts/keep-prompt'
import { admit, type Admitted } from './admit'
import { answerOnce } from './answer-once'
import { answerHeaders, errorAnswer, statusOf, textAnswer, type GatewayAnswer } from './answer'
import type { Caller } from './caller'
import { droppedFields } from './closed-fields'
import { complete } from './complete'
import { forward } from './forward'
import { ForwardError, type Forwarded } from './forward-error'
import { keepAttempts } from './keep-attempts'
import { onlyYes, StaleFacts } from './kept-facts'
import { LimitRefusal, returnTokens } from './limits'
import { noteAdded, noteUpstream, seriesOf } from './metrics'
import type { Presence } from './presence'
import { ChatRequest, choiceCount, CompletionRequest, EmbeddingRequest, isStreaming, promptToKeep, type EndpointKind, type InferenceRequest } from './request'
import { release } from './settle'
import { relay, type StreamEnd } from './relay'
import { writtenAnswer } from './written-answer'

export type InferCall = {
  requestId: string
  locale: Locale
  kind: EndpointKind
  /** Who asks. */
  caller: () => Caller
  /** The parsed JSON body. */
  body: unknown
  /** Fires when the client is gone: the server is read on within the hold, and the truth is billed. */
  signal: Presence
  /** The Idempotency-Key header: the same call is carried out once. */
  idempotencyKey?: string | undefined
}

function parse(kind: EndpointKind, body: unknown): InferenceRequest {
  if (kind === 'chat') return { kind, body: parseInput(ChatRequest, body) }
  if (kind === 'completions') return { kind, body: parseInput(CompletionRequest, body) }
  return { kind, body: parseInput(EmbeddingRequest, body) }
}

/** Says no to what the forwarding could not get; the hold goes back whole. */
async function refuse(admitted: Admitted, thrown: unknown): Promise<ForwardError> {
  const failed = thrown instanceof ForwardError ? thrown : new ForwardError(asDomain(thrown, admitted.requestId), null, 1)
  if (failed.tries.length > 1) await keepAttempts(admitted, failed.tries)
  await release(admitted, {
    status: 'error', httpStatus: statusOf(failed.error), errorCode: failed.error.code, upstreamId: failed.upstreamId, attempts: failed.attempts,
    firstTokenMs: null, latencyMs: systemClock.now().getTime() - admitted.startedAt.getTime(),
  })
  return failed
}

function asDomain(error: unknown, requestId: string): DomainError {
  if (error instanceof DomainError) return error
  log.error({ requestId, err: error }, 'unexpected error in the gateway')
  // A database that does not answer must never mean a free request.
  return new DomainError(isConnectionLoss(error) ? 'unavailable' : 'internal', { cause: error })
}

function headersOf(admitted: Admitted): Record<string, string> {
  const dropped = droppedFields(admitted.request.body)
  const headers = answerHeaders(admitted.requestId, admitted.limits)
  if (dropped.length > 0) headers['x-fields-dropped'] = dropped.join(', ')
  if (admitted.isLowered) headers['x-max-tokens-lowered'] = String(Math.floor(admitted.hold.outputTokens / choiceCount(admitted.request)))
  return headers
}

/** Stores what was asked and answered. A failure to store must not fail the request. */
async function remember(admitted: Admitted, said: string): Promise<void> {
  const { requestId, caller, request, startedAt } = admitted
  await keepPrompt(caller.clientId, requestId, promptToKeep(request), said, startedAt)
    .catch((error: unknown) => log.warn({ requestId, err: error }, 'a prompt was not stored'))
}

type OnEnd = (end: StreamEnd) => Promise<void>

async function forwarded(call: InferCall, admitted: Admitted, headers: Record<string, string>, onEnd: OnEnd | undefined): Promise<GatewayAnswer> {
  const { signal, locale } = call
  const [series, asked] = [seriesOf(admitted.model), performance.now()]
  let got: Forwarded | undefined
  try {
    got = await forward(admitted, signal)
  } finally {
    noteUpstream(series, got ? 'ok' : 'error', asked)
  }
  headers['x-upstream-attempts'] = String(got.attempts)
  if (got.tries.length > 1) await keepAttempts(admitted, got.tries)
  if (!isStreaming(admitted.request)) {
    const { answer, said } = await complete(admitted, got)
    if (admitted.keepsPrompts) await remember(admitted, said)
    return textAnswer(writtenAnswer(answer), headers)
  }
  const onStreamEnd = async (end: StreamEnd): Promise<void> => void (await Promise.all([admitted.keepsPrompts ? remember(admitted, end.answer) : undefined, onEnd?.(end)]))
  const watcher = { signal, locale, isRecorded: onEnd !== undefined, onEnd: onStreamEnd }
  headers['content-type'] = 'text/event-stream; charset=utf-8'
  headers['x-accel-buffering'] = 'no'
  return { status: 200, headers, body: relay(admitted, got, watcher) }
}

function parsedFor({ kept }: Caller, kind: EndpointKind, body: unknown): InferenceRequest {
  try {
    return parse(kind, body)
  } catch (error) {
    throw onlyYes(kept !== undefined, error)
  }
}

async function letIn({ requestId, kind, body }: InferCall, caller: Caller): Promise<Admitted> {
  const asked = performance.now()
  try {
    const admitted = await admit(requestId, caller, parsedFor(caller, kind, body), systemClock)
    noteAdded('admission', asked)
    return admitted
  } catch (error) {
    if (!(error instanceof StaleFacts)) noteAdded('admission', asked)
    throw error
  }
}

/** One call carried out. @throws StaleFacts as infer does */
async function carryOut(call: InferCall, caller: Caller, onEnd?: OnEnd): Promise<GatewayAnswer> {
  const { requestId, locale } = call
  let headers = answerHeaders(requestId)
  try {
    const admitted = await letIn(call, caller)
    headers = headersOf(admitted)
    try {
      return await forwarded(call, admitted, headers, onEnd)
    } catch (error) {
      // Also where the books cannot be reached: the request is over, its slot is free.
      const failed = await refuse(admitted, error).finally(() => returnTokens(admitted.limits, 0))
      headers['x-upstream-attempts'] = String(failed.attempts)
      throw failed.error
    }
  } catch (error) {
    if (error instanceof StaleFacts) throw error
    if (error instanceof LimitRefusal) headers = answerHeaders(requestId, error.limits)
    return errorAnswer(asDomain(error, requestId), requestId, locale, headers)
  }
}

/**
 * The one way to a model: every endpoint, streams and the playground come through here and are limited, held and billed
 * alike. What goes wrong is an answer.
 * @throws StaleFacts where the caller's facts are kept and do not do: nothing was done, and it is to be asked again with fresh ones
 */
export async function infer(call: InferCall): Promise<GatewayAnswer> {
  try {
    const caller = call.caller()
    const { idempotencyKey } = call
    if (idempotencyKey === undefined) return await carryOut(call, caller)
    return await answerOnce({ ...call, idempotencyKey }, caller, (onEnd) => carryOut(call, caller, onEnd))
  } catch (error) {
    if (error instanceof StaleFacts) throw error
    return errorAnswer(asDomain(error, call.requestId), call.requestId, call.locale)
  }
}
