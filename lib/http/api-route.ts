import 'server-only'
import type { z } from 'zod'
import { actorId } from '@/lib/auth/actor'
import { authorize, type Verb } from '@/lib/domain/command'
import type { ClientCtx, PlatformCtx } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import { apiContext } from './api-context'
import { decodeFields } from './decode'
import type { VerbEndpoint } from './endpoint'
import { once, type Answer } from './idempotency'
import { limitedText } from './limited-text'
import { apiHeaders, problemResponse } from './problem'
import { factsOf, type RequestFacts } from './request-facts'
import { fromWire, toWire } from './wire'

type RouteArgs = { params: Promise<Record<string, string | string[] | undefined>> }
export type RouteHandler = (request: Request, args: RouteArgs) => Promise<Response>

/** Their answers hold a secret that is shown once, or what a secret was found to be; a password must not be kept even as a hash of its request. */
const touchesSecret = ['keys.create', 'keys.renew', 'keys.findLeaked', 'accounts.changePassword']
const bodyLimitBytes = 1_000_000

/** @throws DomainError payload_too_large, invalid_input when the body is not JSON or breaks off */
async function readJson(request: Request): Promise<unknown> {
  const text = await limitedText(request, bodyLimitBytes)
  if (text.trim() === '') return {}
  try {
    return fromWire(JSON.parse(text))
  } catch (cause) {
    throw new DomainError('invalid_input', { cause, internal: 'body is not JSON' })
  }
}

/** Path, query and body as one input; the path wins, so an id in the body cannot point elsewhere. */
async function inputOf(request: Request, schema: z.ZodType, params: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (request.method === 'GET' || request.method === 'DELETE') {
    const query = new URL(request.url).searchParams
    return { ...decodeFields(schema, new URLSearchParams([...query].map(([key, value]) => [camel(key), value]))), ...params }
  }
  const body = await readJson(request)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new DomainError('invalid_input', { internal: 'body is not an object' })
  return { ...body, ...params }
}

const camel = (key: string): string => key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())

/** @throws DomainError invalid_input where a repeat, after a lost answer say, would act twice and nothing would tell it is one */
function assertProof({ needsProof }: VerbEndpoint, request: Request, input: Record<string, unknown>): void {
  if (!needsProof?.(input) || request.headers.get('idempotency-key') || input.hash !== undefined) return
  throw new DomainError('invalid_input', { field: 'idempotencyKey', fields: { idempotencyKey: { code: 'proofNeeded' } } })
}

async function answerOf(endpoint: VerbEndpoint, request: Request, params: Record<string, string>, facts: RequestFacts): Promise<Answer> {
  const verb = endpoint.verb as Verb<ClientCtx | PlatformCtx, z.ZodType, unknown>
  const ctx = await apiContext(request, verb.meta, facts)
  if (verb.meta.scope === 'client' && !('clientId' in ctx)) throw new DomainError('forbidden')
  const input = await inputOf(request, verb.meta.schema, params)
  const work = async (): Promise<Answer> => ({ status: endpoint.status, body: toWire(await verb(ctx, input)) })
  // Who may not act may not read the answer of somebody who could; and an answer with a secret is not kept at all.
  authorize(ctx, verb.meta.name, verb.meta.kind === 'command')
  assertProof(endpoint, request, input)
  const isKept = request.method === 'POST' && endpoint.status !== 204 && !touchesSecret.includes(verb.meta.name)
  return isKept ? once(ctx, request, endpoint.path, { input, actor: actorId(ctx.actor) }, work) : work()
}

/** Runs a hand-written answer with the same request id, headers and error shape as every other route. */
export function apiHandler(answer: (request: Request, params: Record<string, string>, facts: RequestFacts) => Promise<Response>): RouteHandler {
  return async (request, args) => {
    const facts = factsOf(request.headers)
    try {
      const response = await answer(request, (await args.params) as Record<string, string>, facts)
      for (const [name, value] of Object.entries(apiHeaders)) if (!response.headers.has(name)) response.headers.set(name, value)
      response.headers.set('x-request-id', facts.requestId)
      return response
    } catch (error) {
      return problemResponse(error, facts.locale, facts.requestId)
    }
  }
}

/** A verb as a route handler of the management API. */
export function apiRoute(endpoint: VerbEndpoint<z.ZodType, never> | VerbEndpoint): RouteHandler {
  const declared = endpoint as VerbEndpoint
  return apiHandler(async (request, params, facts) => {
    const started = performance.now()
    const answer = await answerOf(declared, request, params, facts)
    log.info({ requestId: facts.requestId, route: declared.path, method: request.method, status: answer.status, ms: Math.round(performance.now() - started) }, 'api')
    return answer.status === 204 ? new Response(null, { status: 204 }) : Response.json(answer.body, { status: answer.status })
  })
}
