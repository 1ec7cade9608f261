import { authorizationOf, handleGateway } from '@/lib/domain/gateway'
import { gatewayResponse } from '@/lib/http/gateway-response'
import { newId } from '@/lib/kernel/id'

/** `fetch` for an official client that ends in the gateway itself, without a socket between. */
export const gatewayFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init)
  const { pathname } = new URL(request.url)
  return gatewayResponse(await handleGateway({
    method: request.method, path: pathname.replace(/^\/api\/v1/, ''), authorization: authorizationOf(request.headers.get('authorization'), request.headers.get('x-api-key')), ip: '127.0.0.1',
    requestId: newId('req'), locale: 'en', signal: request.signal, readBody: () => request.text(),
  }))
}
