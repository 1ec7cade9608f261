import { env } from '@/lib/env'
import { callerOfUser, infer } from '@/lib/domain/gateway'
import { can } from '@/lib/auth/permissions'
import { apiContext } from '@/lib/http/api-context'
import { apiHandler } from '@/lib/http/api-route'
import { gatewayResponse } from '@/lib/http/gateway-response'
import { limitedText } from '@/lib/http/limited-text'
import { DomainError } from '@/lib/kernel/error'

/** A signed-in person's call: the same way to a model, limited and billed the same, only without a key. */
export const POST = apiHandler(async (request, _params, facts) => {
  const ctx = await apiContext(request, { name: 'gateway.infer', scope: 'client' }, facts)
  if (ctx.actor.kind !== 'user' || !('clientId' in ctx) || !can(ctx.actor, 'gateway.infer')) throw new DomainError('forbidden', { params: { permission: 'gateway.infer' } })
  const { userId } = ctx.actor
  const text = await limitedText(request, env().GATEWAY_BODY_LIMIT_BYTES)
  const caller = callerOfUser(ctx.clientId, userId, ctx.isSuspended)
  return gatewayResponse(await infer({ requestId: facts.requestId, locale: facts.locale, kind: 'chat', caller: () => caller, body: withUsage(parse(text)), signal: request.signal }))
})

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DomainError('invalid_input', { cause })
  }
}

/** People always see what an answer cost, so a stream always ends with its usage. */
const withUsage = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && Reflect.get(body, 'stream') === true ? { ...body, stream_options: { include_usage: true } } : body
