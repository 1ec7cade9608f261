import { z } from 'zod'
import { keyScopes } from '@/lib/auth/actor'

/** A key as everybody may see it; its secret is in no view but the one of its creation. */
export const KeyView = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().meta({ description: 'The secret\'s first and last characters.' }),
  status: z.enum(['active', 'revoked', 'expired']),
  scopes: z.array(z.enum(keyScopes)),
  models: z.array(z.string()).meta({ description: 'Models it may call; empty = all the plan offers.' }),
  requestsPerMinute: z.number().int().nullable(),
  tokensPerMinute: z.number().int().nullable(),
  expiresAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  createdAt: z.date(),
  revokedAt: z.date().nullable(),
})
export type KeyView = z.infer<typeof KeyView>

export const KeyCreatedView = KeyView.extend({ secret: z.string().meta({ description: 'Shown this once.' }) })
export type KeyCreatedView = z.infer<typeof KeyCreatedView>
