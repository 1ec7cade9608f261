import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import { callUpstream, readText } from '@/lib/providers/inference/openai-compatible'
import { targetOf } from '@/lib/providers/inference/target'
import { InferenceFailure, type InferenceAnswer } from '@/lib/providers/inference/types'
import type { Admitted } from './admit'
import type { UpstreamRoute } from './model-route'
import { isStreaming } from './request'

export type Forwarded = { answer: InferenceAnswer; upstreamId: string; attempts: number }

/** A refusal or failure of the server, with how often it was tried. */
export class ForwardError extends Error {
  constructor(readonly error: DomainError, readonly upstreamId: string | null, readonly attempts: number) {
    super(error.message, { cause: error })
  }
}

const paths = { chat: '/chat/completions', completions: '/completions', embeddings: '/embeddings' } as const
const mostAttempts = 3
const retryable = (status: number): boolean => status === 429 || status >= 500

/** The request as this server is to get it: its own model name, the model's prompt first, the answer's limit as held. */
function bodyFor({ request, model, hold }: Admitted, route: UpstreamRoute): Record<string, unknown> {
  if (request.kind === 'embeddings') return { ...request.body, model: route.upstreamModel }
  const given = Object.fromEntries(Object.entries(request.body).filter(([, value]) => value !== null && value !== undefined))
  // Exactly one limit leaves, the one that is held: a second name for it must not ask for more.
  const { max_tokens: _asked, max_completion_tokens: completion, best_of: _bestOf, ...rest } = { ...model.defaults, ...given } as Record<string, unknown>
  const limitName = completion === undefined ? 'max_tokens' : 'max_completion_tokens'
  return {
    ...rest, model: route.upstreamModel, [limitName]: hold.outputTokens,
    ...(request.kind === 'chat' && model.systemPrompt ? { messages: [{ role: 'system', content: model.systemPrompt }, ...request.body.messages] } : {}),
    // Usage is always asked for: without it a stream could not be billed.
    ...(isStreaming(request) ? { stream_options: { include_usage: true } } : {}),
  }
}

function failureError(error: unknown): DomainError {
  if (error instanceof DomainError) return error
  if (error instanceof InferenceFailure && error.kind === 'timeout') return new DomainError('upstream_timeout', { cause: error })
  return new DomainError('upstream_failed', { cause: error })
}

/** The sentence a server gives about a request it finds wrong; anything that is not plain text of one line is left out. */
function detailIn(text: string): { message?: string; code?: string } {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown; code?: unknown } }
    const message = typeof error?.message === 'string' ? error.message.replace(/[\u0000-\u001f]+/g, ' ').slice(0, 300) : undefined
    return { ...(message ? { message } : {}), ...(typeof error?.code === 'string' ? { code: error.code } : {}) }
  } catch {
    return {}
  }
}

async function refusalError(answer: InferenceAnswer): Promise<DomainError> {
  const detail = detailIn(await readText(answer, 65_536).catch(() => ''))
  const internal = `server answered ${answer.status}: ${detail.message ?? ''}`
  if (detail.code === 'context_length_exceeded') return new DomainError('context_length_exceeded', { field: 'messages', internal })
  if ([400, 404, 413, 422].includes(answer.status)) return new DomainError('unsupported', { internal, ...(detail.message ? { params: { detail: detail.message } } : {}) })
  return new DomainError('upstream_failed', { internal })
}

/**
 * Sends the request to the model's servers in turn until one begins to answer well. Only tried again before anything was
 * received, after a short wait of random length.
 * @throws ForwardError upstream_failed, upstream_timeout, context_length_exceeded, unsupported, not_configured
 */
export async function forward(admitted: Admitted): Promise<Forwarded> {
  const routes = admitted.model.upstreams
  let last: ForwardError | undefined
  for (let attempt = 1; attempt <= Math.min(mostAttempts, Math.max(2, routes.length)); attempt++) {
    const route = routes[(attempt - 1) % routes.length]
    if (!route) break
    if (attempt > 1) await sleep(50 * attempt * (0.5 + Math.random()))
    try {
      const answer = await callUpstream(targetOf(route), paths[admitted.request.kind], bodyFor(admitted, route))
      if (answer.status === 200) return { answer, upstreamId: route.upstreamId, attempts: attempt }
      last = new ForwardError(await refusalError(answer), route.upstreamId, attempt)
      if (!retryable(answer.status)) throw last
    } catch (error) {
      if (error instanceof ForwardError) throw error
      last = new ForwardError(failureError(error), route.upstreamId, attempt)
      if (last.error.code === 'upstream_timeout') throw last // it may still be generating: asking again would double its work
    }
    log.warn({ requestId: admitted.requestId, upstreamId: route.upstreamId, attempt, err: last.error }, 'upstream failed')
  }
  throw last ?? new ForwardError(new DomainError('not_configured'), null, 0)
}
