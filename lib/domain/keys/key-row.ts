import type { KeyScope } from '@/lib/auth/actor'
import type { Prisma } from '@/lib/db/generated/client'
import type { KeyView } from './view'

export const keyFields = {
  id: true, name: true, hint: true, scopes: true, models: true, allowedIps: true,
  requestsPerMinute: true, tokensPerMinute: true,
  expiresAt: true, lastUsedAt: true, createdAt: true, renewedAt: true, revokedAt: true,
  retired: { where: { isEnded: false }, orderBy: { endsAt: 'desc' }, take: 1, select: { hint: true, endsAt: true } },
} as const satisfies Prisma.ApiKeySelect

export type KeyRow = Prisma.ApiKeyGetPayload<{ select: typeof keyFields }>

export function toKeyView({ retired, ...row }: KeyRow, now: Date): KeyView {
  const isExpired = row.expiresAt !== null && row.expiresAt <= now
  const old = row.revokedAt === null ? retired.find(({ endsAt }) => endsAt > now) : undefined
  return {
    ...row, scopes: row.scopes as KeyScope[], status: row.revokedAt ? 'revoked' : isExpired ? 'expired' : 'active',
    oldSecret: old ? { hint: old.hint, endsAt: old.endsAt } : null,
  }
}
