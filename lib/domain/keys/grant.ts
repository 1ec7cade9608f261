import type { KeyScope } from '@/lib/auth/actor'
import { DomainError } from '@/lib/kernel/error'
import type { ClientRun } from '../context'
import { isRangeWithin } from './ip-range'

/** What a key lets its holder do. */
export type Grant = {
  scopes: readonly string[]
  models: readonly string[]
  allowedIps: readonly string[]
  expiresAt: Date | null
}

/** The limits that count a key's own consumption: two keys have twice as much of them. */
export const amountFields = {
  requestsPerMinute: true, requestsPerHour: true, requestsPerDay: true, tokensPerMinute: true, concurrentRequests: true,
  spendCapDayMicros: true, spendCapWeekMicros: true, spendCapMonthMicros: true,
} as const

type OwnGrant = Grant & { hasAmounts: boolean }

const isSubset = (asked: readonly string[], mine: readonly string[]): boolean => asked.every((one) => mine.includes(one))

/** Whether a key may hand on this much: no scope, model, place or time beyond its own, and no consumption beside its own limits. */
export function isWithin(asked: Grant, mine: OwnGrant): boolean {
  return isSubset(asked.scopes, mine.scopes)
    && (mine.models.length === 0 || (asked.models.length > 0 && isSubset(asked.models, mine.models)))
    && (mine.allowedIps.length === 0 || (asked.allowedIps.length > 0 && asked.allowedIps.every((range) => isRangeWithin(range, mine.allowedIps))))
    && (mine.expiresAt === null || (asked.expiresAt !== null && asked.expiresAt <= mine.expiresAt))
    && !(mine.hasAmounts && asked.scopes.includes('inference'))
}

/** Whose role manages the account may hand that on; other roles only what they can do themselves. */
const beyondRole = (role: string, scopes: readonly string[]): boolean => scopes.includes('manage' satisfies KeyScope) && !['owner', 'admin'].includes(role)

async function ownGrant({ db, clientId }: ClientRun, keyId: string): Promise<OwnGrant | null> {
  const row = await db.apiKey.findFirst({ where: { id: keyId, clientId }, select: { scopes: true, models: true, allowedIps: true, expiresAt: true, ...amountFields } })
  return row && { ...row, hasAmounts: Object.keys(amountFields).some((field) => row[field as keyof typeof amountFields] !== null) }
}

/**
 * Nobody hands on more than they have: a person only what their role may, a key only what lies within itself.
 * @param targetId the key that is changed or renewed; a key may renew itself
 * @throws DomainError forbidden
 */
export async function assertMayGrant(ctx: ClientRun, permission: 'keys.create' | 'keys.update' | 'keys.renew', grant: Grant, targetId?: string): Promise<void> {
  const refusal = new DomainError('forbidden', { params: { permission } })
  const { actor } = ctx
  if (actor.kind === 'user' && beyondRole(actor.role, grant.scopes)) throw refusal
  if (actor.kind !== 'apiKey') return
  if (actor.isRetiring) throw refusal
  const isSelf = actor.keyId === targetId
  if (isSelf && permission === 'keys.renew') return
  const mine = await ownGrant(ctx, actor.keyId)
  if (!mine || isSelf || !isWithin(grant, mine)) throw refusal
}
