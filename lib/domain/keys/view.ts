import { z } from 'zod'
import { keyScopes } from '@/lib/auth/actor'

const limit = z.number().int().nullable()
const spendCap = z.string().nullable()

/** A key as everybody may see it; its secret is in no view but the one of its creation. */
export const KeyView = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().meta({ description: 'The secret\'s first and last characters.' }),
  status: z.enum(['active', 'revoked', 'expired']),
  scopes: z.array(z.enum(keyScopes)),
  models: z.array(z.string()).meta({ description: 'Models it may call; empty = all the plan offers.' }),
  allowedIps: z.array(z.string()).meta({ description: 'Ranges it may be used from; empty = from anywhere.' }),
  requestsPerMinute: limit,
  requestsPerHour: limit,
  requestsPerDay: limit,
  tokensPerMinute: limit,
  concurrentRequests: limit,
  spendCapDay: spendCap.meta({ description: 'What it may spend at list price in a UTC day, as decimal text; null = no cap of its own.' }),
  spendCapWeek: spendCap.meta({ description: 'In an ISO week, from Monday.' }),
  spendCapMonth: spendCap,
  expiresAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  createdAt: z.date(),
  renewedAt: z.date().nullable(),
  oldSecret: z.object({ hint: z.string(), endsAt: z.date() }).nullable().meta({ description: 'The secret before the last renewal, while it still works.' }),
  revokedAt: z.date().nullable(),
})
export type KeyView = z.infer<typeof KeyView>

export type KeyState = 'active' | 'renewed' | 'expiring' | 'over_cap' | 'expired' | 'revoked'
const soonMs = 7 * 24 * 3600 * 1000

/** A key's state as people read it: the most urgent of what is true. `isOverCap` when a spend cap leaves nothing. */
export function keyState(key: Pick<KeyView, 'status' | 'expiresAt' | 'oldSecret'>, now: Date, isOverCap: boolean): KeyState {
  if (key.status !== 'active') return key.status
  if (isOverCap) return 'over_cap'
  if (key.expiresAt && key.expiresAt.getTime() - now.getTime() <= soonMs) return 'expiring'
  return key.oldSecret ? 'renewed' : 'active'
}

export const KeyCreatedView = KeyView.extend({ secret: z.string().meta({ description: 'Shown this once.' }) })
export type KeyCreatedView = z.infer<typeof KeyCreatedView>

export const KeyChangeView = z.object({
  field: z.string(),
  before: z.union([z.string(), z.number(), z.array(z.string())]).nullable(),
  after: z.union([z.string(), z.number(), z.array(z.string())]).nullable(),
})
export type KeyChangeView = z.infer<typeof KeyChangeView>

export const KeyEventView = z.object({
  id: z.string(),
  action: z.string(),
  actorKind: z.string(),
  actorName: z.string().nullable().meta({ description: 'The person or the key that acted; null for the system.' }),
  changes: z.array(KeyChangeView),
  oldSecretEndsAt: z.date().nullable().meta({ description: 'On a renewal: when the secret before it ends.' }),
  createdAt: z.date(),
})
export type KeyEventView = z.infer<typeof KeyEventView>

export const LeakedKeyView = z.object({
  key: KeyView,
  secretState: z.enum(['current', 'retiring', 'ended']).meta({ description: 'Whether the text is the key\'s secret now, one in its grace, or one that ended.' }),
  secretEndsAt: z.date().nullable(),
})
export type LeakedKeyView = z.infer<typeof LeakedKeyView>
export const LeakedKeyListView = z.object({ data: z.array(LeakedKeyView) })
export type LeakedKeyListView = z.infer<typeof LeakedKeyListView>
