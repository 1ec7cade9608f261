import type { ClientCtx } from '../context'
import { DomainError } from '@/lib/kernel/error'

export type Owner = { clientId: string; userId: string }

/** Whose conversations these are: the person's own, within this client. @throws DomainError forbidden when no person asks */
export function ownerOf({ actor, clientId }: ClientCtx): Owner {
  if (actor.kind !== 'user') throw new DomainError('forbidden', { params: { permission: 'playground.listConversations' } })
  return { clientId, userId: actor.userId }
}

export const summaryFields = { id: true, title: true, version: true, createdAt: true, updatedAt: true } as const
