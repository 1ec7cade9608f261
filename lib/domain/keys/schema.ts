import { z } from 'zod'
import { keyScopes } from '@/lib/auth/actor'
import { PageInput } from '@/lib/kernel/cursor'
import { decimalToScaled } from '@/lib/kernel/money'
import { canonicalRange } from './ip-range'

const name = z.string().trim().min(1).max(80)
const scopes = z.array(z.enum(keyScopes)).min(1).max(keyScopes.length)
const models = z.array(z.string().min(1).max(100)).max(100)
/** An instant, or a day (its end in UTC): forms send days, programs what they like. */
const expiry = z.union([z.iso.datetime({ offset: true }), z.iso.date()]).nullable()
const limit = z.number().int().min(1).max(100_000_000).nullable()

/** An amount of the client's currency as decimal text, kept in micros (1e-6 of the major unit). */
const spendCap = z.string().trim().regex(/^\d{1,9}(\.\d{1,6})?$/).transform((decimal) => decimalToScaled(decimal, 6)).nullable()

/** Addresses and CIDR ranges; one text may hold several, apart by spaces, commas or lines. */
const allowedIps = z.array(z.string().max(5_000)).max(50).transform((texts, issues) => {
  const parts = texts.flatMap((text) => text.split(/[\s,;]+/)).filter((part) => part !== '')
  const ranges = parts.map(canonicalRange)
  const wrong = parts[ranges.indexOf(null)]
  if (wrong !== undefined) issues.addIssue({ code: 'custom', params: { code: 'invalidIpRange', value: wrong.slice(0, 50) } })
  if (ranges.length > 50) issues.addIssue({ code: 'custom', params: { code: 'tooBig', max: '50' } })
  return [...new Set(ranges.filter((range) => range !== null))]
})

export const CreateKeyInput = z.strictObject({
  name,
  scopes: scopes.default(['inference']),
  /** Slugs of the models it may call; empty = all the plan offers. */
  models: models.default([]),
  /** Where it may be used from; empty = from anywhere. */
  allowedIps: allowedIps.default([]),
  requestsPerMinute: limit.default(null),
  /** Counted in UTC hours and days. */
  requestsPerHour: limit.default(null),
  requestsPerDay: limit.default(null),
  tokensPerMinute: limit.default(null),
  concurrentRequests: limit.default(null),
  /** What it may spend at list price in a UTC day, ISO week and month; null = no cap of its own. */
  spendCapDay: spendCap.default(null),
  spendCapWeek: spendCap.default(null),
  spendCapMonth: spendCap.default(null),
  /** When it stops working; absent = never. */
  expiresAt: expiry.default(null),
})
export type CreateKeyInput = z.infer<typeof CreateKeyInput>

export const UpdateKeyInput = z.strictObject({
  id: z.string(),
  name: name.optional(),
  scopes: scopes.optional(),
  models: models.optional(),
  allowedIps: allowedIps.optional(),
  requestsPerMinute: limit.optional(),
  requestsPerHour: limit.optional(),
  requestsPerDay: limit.optional(),
  tokensPerMinute: limit.optional(),
  concurrentRequests: limit.optional(),
  spendCapDay: spendCap.optional(),
  spendCapWeek: spendCap.optional(),
  spendCapMonth: spendCap.optional(),
  expiresAt: expiry.optional(),
})

const longestGraceSeconds = 7 * 24 * 3600
export const RenewKeyInput = z.strictObject({
  id: z.string(),
  /** How long the secret so far works on: 0 (ends now) to 604800 (7 days). */
  graceSeconds: z.number().int().min(0).max(longestGraceSeconds).default(24 * 3600),
})

/** A key as it was found, its SHA-256 or its hint. Named a secret so that no form gives it back and no log shows it. */
export const FindLeakedKeyInput = z.strictObject({ secret: z.string().trim().min(1).max(10_000) })

export const KeyIdInput = z.strictObject({ id: z.string() })
export const ListKeysInput = PageInput.extend({ status: z.enum(['active', 'revoked', 'expired']).optional() })
