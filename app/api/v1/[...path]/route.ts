import { env } from '@/lib/env'
import { authorizationOf, handleGateway } from '@/lib/domain/gateway'
import { apiHandler } from '@/lib/http/api-route'
import { gatewayResponse } from '@/lib/http/gateway-response'
import { limitedText } from '@/lib/http/limited-text'

/** The gateway's code inside Next, for the development server; in production the gateway process answers before Next is asked. */
const handler = apiHandler(async (request, _params, facts) =>
  gatewayResponse(await handleGateway({
    method: request.method, path: new URL(request.url).pathname.replace(/^\/api\/v1/, ''), authorization: authorizationOf(request.headers.get('authorization'), request.headers.get('x-api-key')), ip: facts.ip,
    requestId: facts.requestId, locale: facts.locale, signal: request.signal, readBody: () => limitedText(request, env().GATEWAY_BODY_LIMIT_BYTES),
    idempotencyKey: request.headers.get('idempotency-key'),
  })))

export { handler as GET, handler as POST }
