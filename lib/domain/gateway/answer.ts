import { errorTable, type DomainError } from '@/lib/kernel/error'
import { messagesFor } from '@/lib/i18n/translator'
import type { Locale } from '@/lib/i18n/locale'
import type { LimitState } from '@/lib/providers/limits/types'
import { toldFailure } from './instance/told-failure'
import type { Standing } from './limits'

/** What the gateway answers with: JSON text at once, or pieces of an event stream. Both edges turn it into HTTP. */
export type GatewayAnswer = { status: number; headers: Record<string, string>; body: string | AsyncGenerator<string> }

const secondsOf = (state: LimitState): string => `${Math.ceil(state.resetSeconds * 1000) / 1000}s`

/** Headers of every answer: which request this was and how the limits stand. */
export function answerHeaders(requestId: string, limits?: Standing): Record<string, string> {
  if (!limits) return { 'x-request-id': requestId, 'cache-control': 'no-store' }
  const { requests, tokens, waitSeconds } = limits
  return {
    'x-request-id': requestId, 'cache-control': 'no-store',
    'x-ratelimit-limit-requests': String(requests.limit), 'x-ratelimit-remaining-requests': String(requests.remaining), 'x-ratelimit-reset-requests': secondsOf(requests),
    'x-ratelimit-limit-tokens': String(tokens.limit), 'x-ratelimit-remaining-tokens': String(tokens.remaining), 'x-ratelimit-reset-tokens': secondsOf(tokens),
    'retry-after': String(Math.ceil(waitSeconds)),
  }
}

/** The status this API's clients expect: a wrong request is 400 here, where the management API says 422. */
export const statusOf = ({ code, status }: DomainError): number => (status === 422 ? 400 : errorTable[code].status)

const isModelMissing = (error: DomainError): boolean => error.code === 'not_found' && error.params.what === 'model'

/** A request that asks for more at once than the limit ever lets through: waiting does not help. */
const isTooLargeForEver = (error: DomainError): boolean => error.params.needed !== undefined

/** The gateway's own sentences where they say more than the general one: which limit refused, what is used up. */
function messageKey(error: DomainError): string {
  if (error.code === 'rate_limited' && typeof error.params.name === 'string') return `gateway.${isTooLargeForEver(error) ? 'neverFits' : 'limits'}.${error.params.name}`
  if (error.code === 'model_not_allowed') return error.params.by === 'key' ? 'gateway.key.model' : 'gateway.key.planModel'
  if (error.code === 'spend_cap_reached' && typeof error.params.window === 'string') return `gateway.spendCap.${error.params.window}`
  if (error.code === 'instance_suspended') return `gateway.instance.suspended.${String(error.params.reason)}`
  if (error.code === 'instance_failed') return `gateway.instance.failed.${toldFailure(String(error.params.reason))}`
  if (isModelMissing(error)) return 'gateway.modelNotFound'
  if (error.params.reason === 'json') return 'gateway.notJson'
  if (error.params.reason === 'encoding') return 'gateway.encoding'
  if (error.code === 'payload_too_large' && error.params.limitBytes !== undefined) return 'gateway.tooLarge'
  if (error.code === 'forbidden' && error.params.scope !== undefined) return 'gateway.key.scope'
  if (error.code === 'unauthenticated' && error.params.reason === 'missing') return 'gateway.key.missing'
  if (error.code === 'not_found' && error.params.path !== undefined) return 'gateway.noRoute'
  const own: Partial<Record<DomainError['code'], string>> = { insufficient_funds: 'funds', unauthenticated: 'key.unknown', invalid_input: 'invalid', unsupported: 'unsupported' }
  const key = own[error.code]
  return key ? `gateway.${key}` : `errors.${error.code}`
}

/** `messages.0.content` as these clients write it: `messages[0].content`. */
const paramOf = (path: string): string => path.replace(/\.(\d+)(?=\.|$)/g, '[$1]')

/** An error in the shape OpenAI's clients parse. `detail` is the server's own sentence about the request, when it gave one. */
export function errorBody(error: DomainError, requestId: string, locale: Locale): { error: Record<string, unknown> } {
  const params = Object.fromEntries(Object.entries(error.params).map(([key, value]) => [key, typeof value === 'bigint' ? value.toString() : value]))
  const t = messagesFor(locale)
  const fields = error.fields && Object.entries(error.fields).map(([path, problem]) => `${path === '' ? '' : `${paramOf(path)}: `}${t(`errors.fields.${problem.code}`, problem.params as Record<string, string>)}`).join(' ')
  const detail = fields ?? (typeof error.params.detail === 'string' ? error.params.detail : undefined)
  const message = t(messageKey(error), { ...params, requestId })
  const [type, code] = isModelMissing(error) ? ['invalid_request_error', 'model_not_found'] : [errorTable[error.code].type, error.code]
  return { error: { message: detail ? `${message} ${detail}` : message, type, param: error.field ? paramOf(error.field) : null, code, request_id: requestId } }
}

export function errorAnswer(error: DomainError, requestId: string, locale: Locale, headers: Record<string, string> = answerHeaders(requestId)): GatewayAnswer {
  // A server's fault is not gone at once, whatever the limits say.
  const seconds = error.retryAfterSeconds ?? (error.status >= 500 ? Number(headers['retry-after'] ?? 0) : undefined)
  const retry = seconds === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(seconds))) }
  // The official clients obey this: what never fits is not asked for again.
  const vain = isTooLargeForEver(error) ? { 'x-should-retry': 'false' } : {}
  const allow = typeof error.params.allow === 'string' ? { allow: error.params.allow } : {}
  return { status: statusOf(error), headers: { ...headers, ...retry, ...vain, ...allow, 'content-type': 'application/json' }, body: JSON.stringify(errorBody(error, requestId, locale)) }
}

/** @param headers this answer's own: they get its type */
export const jsonAnswer = (value: unknown, headers: Record<string, string>): GatewayAnswer => textAnswer(JSON.stringify(value), headers)

/** The same of JSON that is written already. */
export function textAnswer(body: string, headers: Record<string, string>): GatewayAnswer {
  headers['content-type'] = 'application/json'
  return { status: 200, headers, body }
}
