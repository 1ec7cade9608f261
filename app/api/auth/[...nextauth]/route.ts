import NextAuth from 'next-auth'
import { authOptions } from '@/lib/auth/options'
import { apiHandler, type RouteHandler } from '@/lib/http/api-route'
import { DomainError, notFound } from '@/lib/kernel/error'

/** What of next-auth is served, by method; its event log for browsers is not. */
const served: Record<string, readonly string[]> = {
  GET: ['csrf', 'session', 'providers', 'signin', 'signout', 'error'],
  POST: ['callback', 'session', 'signin', 'signout'],
}
/** Codes that next-auth would answer 401 for and that mean something else. */
const statusOf: Record<string, number> = { rate_limited: 429, unavailable: 503, internal: 500 }

function assertServed(method: string, action: string): void {
  if (served[method]?.includes(action)) return
  throw Object.values(served).flat().includes(action) ? new DomainError('method_not_allowed') : notFound('route')
}

/** next-auth's own answer. @throws DomainError invalid_input when the body is not what it says it is */
async function answerOf(request: Request, args: Parameters<RouteHandler>[1]): Promise<Response> {
  try {
    return await (NextAuth(authOptions()) as RouteHandler)(request, args)
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new DomainError('invalid_input', { cause, internal: 'body is not JSON' })
    throw cause
  }
}

/** next-auth's own routes (csrf, callback/credentials, session, signout), with our headers and truer statuses. */
const handler: RouteHandler = (request, args) => apiHandler(async () => {
  const [action = ''] = [(await args.params).nextauth].flat()
  assertServed(request.method, action)
  const answer = await answerOf(request, args)
  const headers = new Headers(answer.headers)
  const body = await answer.text()
  const code = /[?&]error=(\w+)/.exec(headers.get('location') ?? body)?.[1] ?? ''
  const status = answer.status === 401 ? (statusOf[code] ?? 401) : answer.status
  if (status === 429) headers.set('retry-after', '60')
  if (request.method === 'POST' && action === 'signout') headers.set('clear-site-data', '"cache", "storage"')
  return new Response(body === '' ? null : body, { status, headers })
})(request, args)

export const GET = handler
export const POST = handler
