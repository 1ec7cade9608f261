import { systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { idempotencyKeyOf } from '@/lib/kernel/idempotency-key'
import type { Locale } from '@/lib/i18n/locale'
import { anthropicErrorAnswer } from './anthropic/error'
import { answerMessages, countMessageTokens, withAnthropicHeaders } from './anthropic/messages'
import { answerHeaders, errorAnswer, jsonAnswer, type GatewayAnswer } from './answer'
import { parseBody } from './body'
import { callerOfKey, keptCaller, type Caller } from './caller'
import { readEntitlement } from './entitlement'
import { infer } from './infer'
import { StaleFacts } from './kept-facts'
import { LimitRefusal, nothingAllowed, readStanding, type Standing } from './limits'
import { findInstance, instanceModel } from './instance/find-instance'
import { modelList, modelsFor } from './list-models'
import type { Presence } from './presence'
import type { EndpointKind } from './request'
import { track } from './running'
import { countStranger } from './strangers'
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
  signal: Presence
  /** @param who the client whose call it is */
  readBody: (who: string) => string | Promise<string>
  /** The Idempotency-Key header, as it came. */
  idempotencyKey?: string | string[] | null | undefined
}

const inference: Record<string, EndpointKind> = { '/chat/completions': 'chat', '/completions': 'completions', '/embeddings': 'embeddings' }

const once = ({ idempotencyKey }: GatewayRequest): { idempotencyKey: string | undefined } => ({ idempotencyKey: idempotencyKeyOf(idempotencyKey) })

/**
 * Keeps who asked, or how things stand for a stranger, so that errors can carry the limits too; and what is needed to decide a request
 * again by fresh facts: its body, for which model, and whether it went further than that.
 */
type Seen = { caller?: Caller; stranger?: Standing; body?: unknown; isInferred?: boolean; isAgain?: boolean; model?: string | undefined }

function bodyOf(request: GatewayRequest, { caller }: Seen): unknown {
  try {
    const text = request.readBody(caller?.clientId ?? '')
    return typeof text === 'string' ? parseBody(text) : text.then(parseBody)
  } catch (error) {
    return Promise.reject(error as Error)
  }
}

/** At once where the body is here already, as nearly every one is once its caller is known. It is read and parsed once, and its text is let go. */
function parsedBody(request: GatewayRequest, seen: Seen): unknown {
  if (seen.body === undefined) seen.body = bodyOf(request, seen)
  return seen.body
}

/** A key past its date, or away from its addresses, is as good as none: whoever holds it hears nothing of its client's limits. */
const isStrangers = ({ code }: DomainError): boolean => code === 'unauthenticated' || code === 'key_expired' || code === 'ip_not_allowed'

/** @throws DomainError unauthenticated, key_expired, ip_not_allowed, rate_limited (strangers of one address) */
async function authenticate(request: GatewayRequest, seen: Seen): Promise<Caller> {
  let found: Caller | undefined
  try {
    await callerOfKey(request.authorization, request.ip, (caller) => { found = caller }, seen.model)
  } catch (error) {
    if (!(error instanceof DomainError) || !isStrangers(error)) throw error
    seen.stranger = await countStranger(request.ip)
    throw request.authorization === undefined ? new DomainError('unauthenticated', { params: { reason: 'missing' } }) : error
  }
  if (!found) throw new DomainError('unauthenticated')
  seen.caller = found
  return found
}

/** For what takes a hold, which checks facts of an earlier request; a call that an earlier answer may serve takes none. */
function authenticateForHold(request: GatewayRequest, seen: Seen): Caller | Promise<Caller> {
  const kept = request.idempotencyKey == null && !seen.isAgain ? keptCaller(request.authorization, request.ip) : undefined
  if (!kept) return authenticate(request, seen)
  seen.caller = kept
  return kept
}

/** Whether the method is the one this address takes. @throws DomainError method_not_allowed */
function assertMethod({ method }: GatewayRequest, allowed: 'GET' | 'POST'): void {
  const all = allowed === 'GET' ? ['GET', 'HEAD'] : ['POST']
  if (!all.includes(method)) throw new DomainError('method_not_allowed', { params: { allow: all.join(', ') } })
}

const noRoute = ({ method, path }: GatewayRequest): DomainError => new DomainError('not_found', { params: { what: 'route', method, path: `/api/v1${path}`.slice(0, 200) } })

async function models(request: GatewayRequest, seen: Seen): Promise<GatewayAnswer> {
  const all = await modelsFor(await authenticate(request, seen), systemClock.now())
  const headers = answerHeaders(request.requestId)
  if (request.path === '/models') return jsonAnswer(modelList(all), headers)
  // Compared as it stands in the address: a name that cannot be decoded is just nobody's.
  const asked = request.path.slice('/models/'.length)
  const found = all.find(({ id }) => id === asked || encodeURIComponent(id) === asked)
  if (!found) throw new DomainError('not_found', { field: 'model', params: { what: 'model', model: asked.slice(0, 200) } })
  return jsonAnswer(found, headers)
}

/** From here on it is inference that says whether the caller's facts do. */
const inferring = (caller: Caller, seen: Seen) => (): Caller => {
  seen.isInferred = true
  return caller
}

/** Anthropic's shape, also at an instance's own address. */
const isAnthropic = (path: string): boolean => /^(\/instances\/[^/]+)?\/messages(\/count_tokens)?$/.test(path)

const withModel = (body: unknown, model: string | undefined): unknown => (model !== undefined && typeof body === 'object' && body !== null ? { ...body, model } : body)

/** `model`: what is called whatever the body names. */
async function messages(request: GatewayRequest, seen: Seen, model?: string): Promise<GatewayAnswer> {
  assertMethod(request, 'POST')
  const isInference = request.path.endsWith('/messages')
  const caller = await (isInference ? authenticateForHold : authenticate)(request, seen)
  const body = withModel(await parsedBody(request, seen), model)
  return isInference ? answerMessages({ ...request, ...once(request), caller: inferring(caller, seen), body }) : countMessageTokens(caller, request.requestId, body)
}

/** A private instance's own address: the same calls without a model to name. */
async function ofInstance(request: GatewayRequest, seen: Seen, id: string, path: string): Promise<GatewayAnswer> {
  const [model, kind] = [instanceModel(id), inference[path]]
  if (path === '/messages') return messages(request, seen, model)
  if (kind) {
    assertMethod(request, 'POST')
    const caller = await authenticate(request, seen)
    return infer({ ...request, ...once(request), kind, caller: () => caller, body: withModel(await parsedBody(request, seen), model) })
  }
  if (path !== '/models') throw noRoute(request)
  assertMethod(request, 'GET')
  const caller = await authenticate(request, seen)
  const { currency } = await readEntitlement(caller.clientId, caller.keyId, systemClock.now())
  const { slug } = await findInstance(caller.clientId, model, currency, 'chat', systemClock.now())
  return jsonAnswer(modelList((await modelsFor(caller, systemClock.now())).filter((one) => one.id === slug)), answerHeaders(request.requestId))
}

async function route(request: GatewayRequest, seen: Seen): Promise<GatewayAnswer> {
  const kind = inference[request.path]
  if (kind) {
    assertMethod(request, 'POST')
    // Who asks is settled before a body is read: strangers do not make us parse.
    const caller = await authenticateForHold(request, seen)
    const body = await parsedBody(request, seen)
    const { requestId, locale, signal, idempotencyKey } = request
    return infer({ requestId, locale, signal, kind, caller: inferring(caller, seen), body, idempotencyKey: idempotencyKeyOf(idempotencyKey) })
  }
  const own = /^\/instances\/([^/]+)(\/.+)$/.exec(request.path)
  if (own?.[1] && own[2]) return ofInstance(request, seen, own[1], own[2])
  if (isAnthropic(request.path)) return messages(request, seen)
  if (request.path === '/models' || /^\/models\/(instance\/)?[^/]+$/.test(request.path)) {
    assertMethod(request, 'GET')
    return models(request, seen)
  }
  throw noRoute(request)
}

async function standingOf({ caller, stranger }: Seen): Promise<Standing> {
  if (!caller) return stranger ?? nothingAllowed
  return (caller.plan ?? readEntitlement(caller.clientId, caller.keyId, systemClock.now())).then((plan) => readStanding(caller, plan)).catch(() => nothingAllowed)
}

/** Every answer says how the limits stand; one that took nothing looks them up, also where nobody had to be asked for a key. */
async function withLimits(answer: GatewayAnswer, request: GatewayRequest, seen: Seen): Promise<GatewayAnswer> {
  if (!seen.caller && !seen.stranger) await authenticate(request, seen).catch((error: unknown) => { if (error instanceof LimitRefusal) seen.stranger = error.limits })
  const standing = await standingOf(seen)
  return { ...answer, headers: { ...answerHeaders(answer.headers['x-request-id'] ?? '', standing), ...answer.headers } }
}

/** The key as either family of clients sends it: OpenAI's in Authorization, Anthropic's in x-api-key. */
export const authorizationOf = (authorization: string | null | undefined, apiKey: string | string[] | null | undefined): string | undefined =>
  authorization ?? (typeof apiKey === 'string' && apiKey !== '' ? `Bearer ${apiKey}` : undefined)

/** One call of the gateway, from either edge. Never throws. */
export function handleGateway(request: GatewayRequest): Promise<GatewayAnswer> {
  const answer = track(answerTo(request))
  return isAnthropic(request.path) ? answer.then((made) => withAnthropicHeaders(made, request.requestId)) : answer
}

async function answerTo(request: GatewayRequest): Promise<GatewayAnswer> {
  const seen: Seen = {}
  let answer: GatewayAnswer
  try {
    answer = await route(request, seen)
  } catch (error) {
    answer = isDoubtful(error, seen) ? await answerAnew(request, seen, error) : refused(request, seen, error)
  }
  return answer.headers['x-ratelimit-limit-requests'] === undefined ? withLimits(answer, request, seen) : answer
}

/** Whether it was said by kept facts, and no hold was asked for by then: it is decided again by fresh ones. */
const isDoubtful = (error: unknown, { caller, isInferred }: Seen): boolean => caller?.kept !== undefined && (error instanceof StaleFacts || (error instanceof DomainError && !isInferred))

async function answerAnew(request: GatewayRequest, seen: Seen, because: unknown): Promise<GatewayAnswer> {
  delete seen.caller
  seen.isAgain = true
  seen.model = because instanceof StaleFacts ? because.model : undefined
  try {
    return await route(request, seen)
  } catch (error) {
    return refused(request, seen, error)
  }
}

function refused(request: GatewayRequest, seen: Seen, error: unknown): GatewayAnswer {
  if (error instanceof LimitRefusal) seen.stranger ??= error.limits
  if (!(error instanceof DomainError)) log.error({ requestId: request.requestId, err: error }, 'unexpected error in the gateway')
  const answer = errorAnswer(error instanceof DomainError ? error : new DomainError('unavailable', { cause: error, retryAfterSeconds: 1 }), request.requestId, request.locale)
  return isAnthropic(request.path) ? anthropicErrorAnswer(answer, request.requestId) : answer
}
