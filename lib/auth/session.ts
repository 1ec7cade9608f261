import 'server-only'
import { getServerSession } from 'next-auth'
import { cache } from 'react'
import { systemClock } from '@/lib/kernel/clock'
import { authOptions } from './options'
import { loadSession, type SessionInfo } from './session-row'

export type { SessionInfo }

/** The session behind this request's cookie, or null. Asked of the database once a request, never of the cookie alone. */
export const readSession = cache(async (): Promise<SessionInfo | null> => {
  const session = await getServerSession(authOptions())
  return session?.cookie ? loadSession(session.cookie, systemClock) : null
})
