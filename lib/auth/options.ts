import 'server-only'
import type { NextAuthOptions } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { signIn } from '@/lib/domain/accounts/platform/sign-in'
import { signOut } from '@/lib/domain/accounts/platform/sign-out'
import { factsOf } from '@/lib/http/request-facts'
import { DomainError } from '@/lib/kernel/error'
import { systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { log } from '@/lib/log'
import { env } from '@/lib/env'
import { routes } from '@/lib/routes'
import { visitorCtxOf } from './visitor-ctx'
import { cookieName, cookieOptions } from './cookies'
import { lifetimes, loadSession } from './session-row'

const headersOf = (plain: Record<string, unknown> | undefined): Headers =>
  new Headers(Object.entries(plain ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : [])))

/** Sign-in by next-auth's own route. @throws Error whose message is the code in the answer's `error` */
async function authorize(input: Record<string, unknown> | undefined, request: { headers?: Record<string, unknown> }): Promise<{ id: string; sid: string } | null> {
  const headers = headersOf(request.headers)
  try {
    const result = await signIn(visitorCtxOf(factsOf(headers)), {
      email: input?.email as string, password: input?.password as string, userAgent: headers.get('user-agent')?.slice(0, 400),
    })
    return result.status === 'signed_in' ? { id: result.userId, sid: result.cookie } : null
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_input') return null
    throw new Error(error instanceof DomainError ? error.code : 'internal', { cause: error })
  }
}

async function endSession(sid: unknown): Promise<void> {
  const session = typeof sid === 'string' ? await loadSession(sid, systemClock) : null
  if (!session) return
  const ctx = visitorCtxOf({ requestId: newId('req'), locale: session.user.locale, ip: undefined })
  await signOut({ ...ctx, actor: { kind: 'user', userId: session.user.id, sessionId: session.sessionId, role: session.role ?? 'viewer' } }, {})
}

/**
 * next-auth as configured here: e-mail and password, and a cookie that carries only the id and secret of a session row.
 * Whatever a caller sends to change the session is ignored: nothing but `sid` is ever in the token.
 */
export function authOptions(): NextAuthOptions {
  const cookie = (name: 'session' | 'csrf' | 'callback') => ({ name: cookieName(name), options: cookieOptions() })
  const page = routes.signIn()
  return {
    secret: env().AUTH_SECRET,
    useSecureCookies: env().PUBLIC_ORIGIN.startsWith('https:'),
    cookies: { sessionToken: cookie('session'), csrfToken: cookie('csrf'), callbackUrl: cookie('callback') },
    session: { strategy: 'jwt', maxAge: lifetimes.user.absoluteMs / 1000 },
    pages: { signIn: page, signOut: page, error: page, verifyRequest: page, newUser: page },
    providers: [Credentials({
      name: 'password',
      credentials: { email: { type: 'email' }, password: { type: 'password' } },
      authorize: (input, request) => authorize(input, request),
    })],
    callbacks: {
      jwt: ({ token, user }) => ({ sid: user ? (user as { sid?: unknown }).sid : token.sid }),
      session: async ({ session, token }) => {
        const found = typeof token.sid === 'string' ? await loadSession(token.sid, systemClock) : null
        return found ? { expires: session.expires, user: { name: found.user.name, email: found.user.email } } : { expires: session.expires }
      },
    },
    events: { signOut: ({ token }) => endSession(token?.sid) },
    logger: {
      error: (code, meta) => log.warn({ code, detail: meta instanceof Error ? meta.name : undefined }, 'sign-in'),
      warn: (code) => log.debug({ code }, 'sign-in'),
      debug: () => undefined,
    },
  }
}
