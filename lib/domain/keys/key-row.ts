import type { KeyScope } from '@/lib/auth/actor'
import type { Prisma } from '@/lib/db/generated/client'
import type { KeyView } from './view'

export const keyFields = {
  id: true, name: true, hint: true, scopes: true, models: true, requestsPerMinute: true, tokensPerMinute: true, expiresAt: true,
  lastUsedAt: true, createdAt: true, revokedAt: true,
} as const satisfies Prisma.ApiKeySelect

type KeyRow = Prisma.ApiKeyGetPayload<{ select: typeof keyFields }>

export function toKeyView(row: KeyRow, now: Date): KeyView {
  const isExpired = row.expiresAt !== null && row.expiresAt <= now
  return { ...row, scopes: row.scopes as KeyScope[], status: row.revokedAt ? 'revoked' : isExpired ? 'expired' : 'active' }
}
