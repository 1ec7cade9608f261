import type { Actor } from '@/lib/auth/actor'
import { DomainError } from '@/lib/kernel/error'

/** The signed-in person; sessions, passwords and preferences belong to people, never to keys. @throws DomainError forbidden */
export function personOf(actor: Actor): { userId: string; sessionId: string } {
  if (actor.kind === 'user' || actor.kind === 'staff') return { userId: actor.userId, sessionId: actor.sessionId }
  throw new DomainError('forbidden')
}
