import { z } from 'zod'
import { keyScopes } from '@/lib/auth/actor'
import { PageInput } from '@/lib/kernel/cursor'

const name = z.string().trim().min(1).max(80)
const scopes = z.array(z.enum(keyScopes)).min(1).max(keyScopes.length)
const models = z.array(z.string().min(1).max(100)).max(100)
/** An instant, or a day (its end in UTC): forms send days, programs what they like. */
const expiry = z.union([z.iso.datetime({ offset: true }), z.iso.date().transform((day) => `${day}T23:59:59Z`)]).nullable()
const perMinute = z.number().int().min(1).max(100_000_000).nullable()

export const CreateKeyInput = z.strictObject({
  name,
  scopes: scopes.default(['inference']),
  /** Slugs of the models it may call; empty = all the plan offers. */
  models: models.default([]),
  requestsPerMinute: perMinute.default(null),
  tokensPerMinute: perMinute.default(null),
  /** When it stops working; absent = never. */
  expiresAt: expiry.default(null),
})
export type CreateKeyInput = z.infer<typeof CreateKeyInput>

export const UpdateKeyInput = z.strictObject({
  id: z.string(),
  name: name.optional(),
  scopes: scopes.optional(),
  models: models.optional(),
  requestsPerMinute: perMinute.optional(),
  tokensPerMinute: perMinute.optional(),
  expiresAt: expiry.optional(),
})

export const KeyIdInput = z.strictObject({ id: z.string() })
export const ListKeysInput = PageInput.extend({ status: z.enum(['active', 'revoked', 'expired']).optional() })
