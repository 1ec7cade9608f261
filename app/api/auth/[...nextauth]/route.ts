import NextAuth from 'next-auth'
import { authOptions } from '@/lib/auth/options'
import { apiHeaders } from '@/lib/http/problem'

type RouteArgs = { params: Promise<{ nextauth: string[] }> }
type Handler = (request: Request, args: RouteArgs) => Promise<Response>

/** Codes that next-auth would answer 401 for and that mean something else. */
const statusOf: Record<string, number> = { rate_limited: 429, unavailable: 503, internal: 500 }

/** next-auth's own routes (csrf, callback/credentials, session, signout), with our headers and truer statuses. */
const handler: Handler = async (request, args) => {
  const answer = await (NextAuth(authOptions()) as Handler)(request, args)
  const headers = new Headers(answer.headers)
  for (const [name, value] of Object.entries(apiHeaders)) headers.set(name, value)
  const body = await answer.text()
  const code = /[?&]error=(\w+)/.exec(headers.get('location') ?? body)?.[1] ?? ''
  const status = answer.status === 401 ? (statusOf[code] ?? 401) : answer.status
  if (status === 429) headers.set('retry-after', '60')
  if (request.method === 'POST' && new URL(request.url).pathname.endsWith('/signout')) headers.set('clear-site-data', '"cache", "storage"')
  return new Response(body === '' ? null : body, { status, headers })
}

export const GET = handler
export const POST = handler
