import { notFound } from '@/lib/kernel/error'
import { platformQuery } from '@/lib/domain/platform/command'
import { sessionById } from '@/lib/auth/session-row'
import { NoInput } from '../schema'
import type { MeView } from '../view'
import { personOf } from './person-of'

/** Who is signed in, in which client, as what. */
export const getMe = platformQuery('accounts.getMe', NoInput, async (ctx): Promise<MeView> => {
  const session = await sessionById(personOf(ctx.actor).sessionId, ctx.clock)
  if (!session) throw notFound('session')
  const { user, client, role, memberships } = session
  return {
    user, role, memberships,
    client: client && { id: client.id, name: client.name, currency: client.currency, mode: client.mode, suspendedAt: client.suspendedAt },
  }
})
