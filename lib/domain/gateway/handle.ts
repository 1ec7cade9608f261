import { systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { idempotencyKeyOf } from '@/lib/kernel/idempotency-key'
import type { Locale } from '@/lib/i18n/locale'
import { anthropicErrorAnswer } from './anthropic/error'
import { answerMessages, countMessageTokens, withAnthropicHeaders } from './anthropic/messages'
import { answerHeaders, errorAnswer, jsonAnswer, type GatewayAnswer } from './answer'
import { callerOfKey, type Caller } from './caller'
import { readEntitlement } from './entitlement'
import { infer } from './infer'
import { readStanding } from './limits'
import { findInstance, instanceModel } from './instance/find-instance'
import { modelsFor } from './list-models'
import type { EndpointKind } from './request'
import { track } from './running'
import { log } from '@/lib/log'

/** A call of /api/v1 as either edge hands it in. `readBody` may throw payload_too_large. */
export type GatewayRequest = {
  method: string
  /** Below the base URL: `/chat/completions`. */
  path: string
  authorization: string | undefined
  /** The client's address as the operator's proxies tell it; keys may be bound to addresses. */
  ip: string | undefined
  requestId: string
  locale: Locale
  signal: AbortSignal
  readBody: () => Promise<string>
  /** The Idempotency-Key header, as it came. */
  idempotencyKey?: string | string[] | null | undefined
}

const inference: Record<string, EndpointKind> = { '/chat/completions': 'chat', '/completions': 'completions', '/embeddings': 'embeddings' }

async function parsedBody(request: GatewayRequest): Promise<unknown> {
  const text = await request.readBody()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DomainError('invalid_input', { params: { reason: 'json' }, internal: 'body is not JSON', cause })
  }
}

const once = ({ idempotencyKey }: GatewayRequest): { idempotencyKey: string | undefined } => ({ idempotencyKey: idempotencyKeyOf(idempotencyKey) })

/** Keeps who asked, so that errors can carry the limits too. */
type Seen = { caller?: Caller }

async function authenticate(request: GatewayRequest, seen: Seen): Promise<Caller> {
  seen.caller = await callerOfKey(request.authorization, request.ip)
  return seen.caller
}

async function models(request: GatewayRequest, seen: Seen): Promise<GatewayAnswer> {
  const all = await modelsFor(await authenticate(request, seen), systemClock.now())
  const headers = answerHeaders(request.requestId)
  if (request.path === '/models') return jsonAnswer({ object: 'list', data: all }, headers)
  // Compared as it stands in the address: a name that cannot be decoded is just nobody's.
  const asked = request.path.slice('/models/'.length)
  const found = all.find(({ id }) => id === asked || encodeURIComponent(id) === asked)
  if (!found) throw new DomainError('not_found', { field: 'model', params: { what: 'model', model: asked.slice(0, 200) } })
  return jsonAnswer(found, headers)
}

/** Anthropic's shape, also at an instance's own address. */
const isAnthropic = (path: string): boolean => /^(\/instances\/[^/]+)?\/messages(\/count_tokens)?$/.test(path)

const withModel = (body: unknown, model: string | undefined): unknown => (model !== undefined && typeof body === 'object' && body !== null ? { ...body, model } : body)

/** `model`: what is called whatever the body names. */
async function messages(request: GatewayRequest, seen: Seen, model?: string): Promise<GatewayAnswer> {
  if (request.method !== 'POST') throw new DomainError('method_not_allowed')
  const caller = await authenticate(request, seen)
  const body = withModel(await parsedBody(request), model)
  return request.path.endsWith('/messages') ? answerMessages({ ...request, ...once(request), caller: async () => caller, body }) : countMessageTokens(caller, request.requestId, body)
}

/** A private instance's own address: the same calls without a model to name. */
async function ofInstance(request: GatewayRequest, seen: Seen, id: string, path: string): Promise<GatewayAnswer> {
  const [model, kind] = [instanceModel(id), inference[path]]
  if (path === '/messages') return messages(request, seen, model)
  if (kind) {
    if (request.method !== 'POST') throw new DomainError('method_not_allowed')
    const caller = await authenticate(request, seen)
    return infer({ ...request, ...once(request), kind, caller: async () => caller, body: withModel(await parsedBody(request), model) })
  }
  if (path !== '/models') throw new DomainError('not_found', { params: { what: 'route' } })
  if (request.method !== 'GET') throw new DomainError('method_not_allowed')
  const caller = await authenticate(request, seen)
  const { currency } = await readEntitlement(caller.clientId, caller.keyId, systemClock.now())
  const { slug } = await findInstance(caller.clientId, model, currency, 'chat', systemClock.now())
  return jsonAnswer({ object: 'list', data: (await modelsFor(caller, systemClock.now())).filter((one) => one.id === slug) }, answerHeaders(request.requestId))
}

async function route(request: GatewayRequest, seen: Seen): Promise<GatewayAnswer> {
  const own = /^\/instances\/([^/]+)(\/.+)$/.exec(request.path)
  if (own?.[1] && own[2]) return ofInstance(request, seen, own[1], own[2])
  if (isAnthropic(request.path)) return messages(request, seen)
  const kind = inference[request.path]
  if (kind) {
    if (request.method !== 'POST') throw new DomainError('method_not_allowed')
    // Who asks is settled before a body is read: strangers do not make us parse.
    const caller = await authenticate(request, seen)
    return infer({ ...request, ...once(request), kind, caller: async () => caller, body: await parsedBody(request) })
  }
  if (request.path === '/models' || /^\/models\/(instance\/)?[^/]+$/.test(request.path)) {
    if (request.method !== 'GET') throw new DomainError('method_not_allowed')
    return models(request, seen)
  }
  throw new DomainError('not_found', { params: { what: 'route' } })
}

/** Every answer to somebody we know says how the limits stand; an answer that took nothing looks them up. */
async function withLimits(answer: GatewayAnswer, { caller }: Seen): Promise<GatewayAnswer> {
  if (!caller || 'x-ratelimit-limit-requests' in answer.headers) return answer
  const standing = await (caller.plan ?? readEntitlement(caller.clientId, caller.keyId, systemClock.now())).then((plan) => readStanding(caller, plan)).catch(() => undefined)
  return { ...answer, headers: { ...answerHeaders(answer.headers['x-request-id'] ?? '', standing), ...answer.headers } }
}

/** The key as either family of clients sends it: OpenAI's in Authorization, Anthropic's in x-api-key. */
export const authorizationOf = (authorization: string | null | undefined, apiKey: string | string[] | null | undefined): string | undefined =>
  authorization ?? (typeof apiKey === 'string' && apiKey !== '' ? `Bearer ${apiKey}` : undefined)

/** One call of the gateway, from either edge. Never throws. */
export async function handleGateway(request: GatewayRequest): Promise<GatewayAnswer> {
  const seen: Seen = {}
  const answer = await track(answerTo(request, seen).then((known) => withLimits(known, seen)))
  return isAnthropic(request.path) ? withAnthropicHeaders(answer, request.requestId) : answer
}

async function answerTo(request: GatewayRequest, seen: Seen): Promise<GatewayAnswer> {
  try {
    return await route(request, seen)
  } catch (error) {
    if (!(error instanceof DomainError)) log.error({ requestId: request.requestId, err: error }, 'unexpected error in the gateway')
    const answer = errorAnswer(error instanceof DomainError ? error : new DomainError('unavailable', { cause: error, retryAfterSeconds: 1 }), request.requestId, request.locale)
    return isAnthropic(request.path) ? anthropicErrorAnswer(answer, request.requestId) : answer
  }
}
