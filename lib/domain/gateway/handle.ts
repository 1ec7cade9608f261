import { systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { Locale } from '@/lib/i18n/locale'
import { answerHeaders, errorAnswer, jsonAnswer, type GatewayAnswer } from './answer'
import { callerOfKey } from './caller'
import { infer } from './infer'
import { modelsFor } from './list-models'
import type { EndpointKind } from './request'
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
}

const inference: Record<string, EndpointKind> = { '/chat/completions': 'chat', '/completions': 'completions', '/embeddings': 'embeddings' }

async function parsedBody(request: GatewayRequest): Promise<unknown> {
  const text = await request.readBody()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DomainError('invalid_input', { internal: 'body is not JSON', cause })
  }
}

async function models(request: GatewayRequest): Promise<GatewayAnswer> {
  const all = await modelsFor(await callerOfKey(request.authorization, request.ip), systemClock.now())
  const headers = answerHeaders(request.requestId)
  if (request.path === '/models') return jsonAnswer({ object: 'list', data: all }, headers)
  const wanted = decodeURIComponent(request.path.slice('/models/'.length))
  const found = all.find((model) => model.id === wanted)
  if (!found) throw new DomainError('not_found', { field: 'model', params: { what: 'model', model: wanted } })
  return jsonAnswer(found, headers)
}

async function route(request: GatewayRequest): Promise<GatewayAnswer> {
  const kind = inference[request.path]
  if (kind) {
    if (request.method !== 'POST') throw new DomainError('method_not_allowed')
    // Who asks is settled before a body is read: strangers do not make us parse.
    const caller = await callerOfKey(request.authorization, request.ip)
    return infer({ ...request, kind, caller: async () => caller, body: await parsedBody(request) })
  }
  if (request.path === '/models' || /^\/models\/[^/]+$/.test(request.path)) {
    if (request.method !== 'GET') throw new DomainError('method_not_allowed')
    return models(request)
  }
  throw new DomainError('not_found', { params: { what: 'route' } })
}

/** One call of the gateway, from either edge. Never throws. */
export async function handleGateway(request: GatewayRequest): Promise<GatewayAnswer> {
  try {
    return await route(request)
  } catch (error) {
    if (!(error instanceof DomainError)) log.error({ requestId: request.requestId, err: error }, 'unexpected error in the gateway')
    return errorAnswer(error instanceof DomainError ? error : new DomainError('unavailable', { cause: error, retryAfterSeconds: 1 }), request.requestId, request.locale)
  }
}
