import 'server-only'
import { cache } from 'react'
import { systemClock } from '@/lib/kernel/clock'
import { sessionCookie } from './browser-session'
import { loadSession, type SessionInfo } from './session-row'

export type { SessionInfo } from './session-row'

/**
 * The signed-in person of this request, read from the session's row each time: revoked, expired, idle or disabled is
 * null at once. One query, once a request.
 */
export const readSession = cache(async (): Promise<SessionInfo | null> => {
  const cookie = await sessionCookie()
  return cookie ? loadSession(cookie, systemClock) : null
})
