import 'server-only'
import { decode, encode } from 'next-auth/jwt'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'
import { cookieName, cookieOptions } from './cookies'
import { lifetimes } from './session-row'

const maxAgeSeconds = lifetimes.user.absoluteMs / 1000

/** What the session cookie holds, `id.secret` of a row, or null when there is none or it is not ours. */
export async function sessionCookie(): Promise<string | null> {
  const token = (await cookies()).get(cookieName('session'))?.value
  if (!token) return null
  const claims = await decode({ token, secret: env().AUTH_SECRET }).catch(() => null)
  return typeof claims?.sid === 'string' ? claims.sid : null
}

/** Writes the cookie that next-auth itself would write after its own sign-in. For actions and route handlers. */
export async function writeSessionCookie(sid: string): Promise<void> {
  const value = await encode({ token: { sid }, secret: env().AUTH_SECRET, maxAge: maxAgeSeconds })
  ;(await cookies()).set(cookieName('session'), value, { ...cookieOptions(), maxAge: maxAgeSeconds })
}

export async function clearSessionCookie(): Promise<void> {
  ;(await cookies()).set(cookieName('session'), '', { ...cookieOptions(), maxAge: 0 })
}
