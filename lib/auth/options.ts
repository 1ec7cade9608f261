import 'server-only'
import { headers } from 'next/headers'
import type { NextAuthOptions, Session } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { env } from '@/lib/env'
import { signIn } from '@/lib/domain/accounts/platform/sign-in'
import { requestFacts } from '@/lib/http/request-facts'
import { days, systemClock } from '@/lib/kernel/clock'
import { configuredProviders } from '@/lib/providers/configured'
import { revokeSessionCookie } from './session-row'

declare module 'next-auth' {
  interface User {
    cookie: string
  }
  interface Session {
    cookie?: string
  }
}
declare module 'next-auth/jwt' {
  interface JWT {
    cookie?: string
  }
}

const isHttps = (): boolean => env().PUBLIC_ORIGIN.startsWith('https:')

/** `__Host-` pins a cookie to this host and to https; browsers refuse the prefix on plain http. */
function cookie(name: string): { name: string; options: { httpOnly: boolean; sameSite: 'lax'; path: string; secure: boolean } } {
  return { name: isHttps() ? `__Host-${name}` : name, options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps() } }
}

async function authorize(credentials: Record<'email' | 'password', string> | undefined): Promise<{ id: string; cookie: string }> {
  const [facts, sent] = [await requestFacts(), await headers()]
  const ctx = { actor: { kind: 'visitor' as const }, clock: systemClock, providers: configuredProviders(), requestId: facts.requestId, locale: facts.locale, ...(facts.ip ? { ip: facts.ip } : {}) }
  try {
    const signedIn = await signIn(ctx, { email: credentials?.email ?? '', password: credentials?.password ?? '', userAgent: sent.get('user-agent') ?? '' })
    return { id: signedIn.userId, cookie: signedIn.cookie }
  } catch (error) {
    // The code alone reaches the form; which part was wrong is never said.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal'
    throw new Error(code === 'rate_limited' ? code : 'invalid_credentials')
  }
}

/**
 * next-auth with one provider. Its token carries `id.secret` of a row in ClientSession and nothing else; who that is, and
 * whether the row still counts, is read from the database on every request by lib/auth/session.ts.
 */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().AUTH_SECRET,
    session: { strategy: 'jwt', maxAge: days(30) / 1000 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    useSecureCookies: isHttps(),
    cookies: { sessionToken: cookie('session'), csrfToken: cookie('csrf'), callbackUrl: cookie('callback') },
    providers: [Credentials({ credentials: { email: { type: 'email' }, password: { type: 'password' } }, authorize })],
    callbacks: {
      jwt: ({ token, user }) => {
        const held = (user as { cookie?: string } | undefined)?.cookie ?? token.cookie
        return held ? { cookie: held } : {}
      },
      session: ({ session, token }): Session => ({ expires: session.expires, ...(token.cookie ? { cookie: token.cookie } : {}) }),
      redirect: ({ url, baseUrl }) => (url.startsWith('/') && !url.startsWith('//') ? baseUrl + url : baseUrl),
    },
    events: { signOut: async ({ token }) => void (token.cookie && (await revokeSessionCookie(token.cookie, systemClock))) },
    logger: { error: () => undefined, warn: () => undefined, debug: () => undefined },
  }
}
