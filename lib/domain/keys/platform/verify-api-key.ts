import type { KeyScope } from '@/lib/auth/actor'
import { pool } from '@/lib/db/pool'
import { hashSecret, looksLikeSecret } from '../secret'

export type VerifiedKey = {
  keyId: string
  clientId: string
  scopes: KeyScope[]
  /** Slugs it may call; empty = all the plan offers. */
  models: string[]
  requestsPerMinute: number | null
  tokensPerMinute: number | null
  isSuspended: boolean
}

type Row = Omit<VerifiedKey, 'scopes' | 'models'> & { scopes: KeyScope[]; models: string[] | null; isStale: boolean }

const minute = '1 minute'

/**
 * Who a secret belongs to, or null when it is unknown, revoked or expired. Read from the database each time, so a
 * revocation counts from the next request in every process; `lastUsedAt` is written at most once a minute.
 */
export async function verifyApiKey(secret: string): Promise<VerifiedKey | null> {
  if (!looksLikeSecret(secret)) return null
  const { rows } = await pool().query<Row>({
    name: 'verify_api_key',
    text: `SELECT k."id" AS "keyId", k."clientId", k."scopes", k."models", k."requestsPerMinute", k."tokensPerMinute",
             c."suspendedAt" IS NOT NULL AS "isSuspended", coalesce(k."lastUsedAt" < now() - $2::interval, true) AS "isStale"
             FROM "APIKey" k JOIN "Client" c ON c."id" = k."clientId"
            WHERE k."hash" = $1 AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > now()) AND c."closedAt" IS NULL`,
    values: [Buffer.from(hashSecret(secret)), minute],
  })
  const found = rows[0]
  if (!found) return null
  const { isStale, models, ...key } = found
  if (isStale) await pool().query({ name: 'touch_api_key', text: 'UPDATE "APIKey" SET "lastUsedAt" = now() WHERE "id" = $1 AND "clientId" = $2', values: [key.keyId, key.clientId] })
  return { ...key, models: models ?? [] }
}
