import type { KeyScope } from '@/lib/auth/actor'
import { pool } from '@/lib/db/pool'
import { SharedRead } from '@/lib/db/shared-read'
import { DomainError } from '@/lib/kernel/error'
import { isAllowedIp } from '../ip-range'
import { hashName, looksLikeSecret } from '../secret'

export type VerifiedKey = {
  keyId: string
  clientId: string
  scopes: KeyScope[]
  /** Slugs it may call; empty = all the plan offers. */
  models: string[]
  /** Ranges it may be used from; empty = from anywhere. */
  allowedIps: string[]
  requestsPerMinute: number | null
  requestsPerHour: number | null
  requestsPerDay: number | null
  tokensPerMinute: number | null
  concurrentRequests: number | null
  isSuspended: boolean
  isExpired: boolean
  /** The secret was replaced and works only until its grace is over. */
  isRetiring: boolean
}

/** A key as it is read: what is a list may be null. `lastsMs`: how long it will be valid still, where it or its secret has an end. */
export type KeyRow = Omit<VerifiedKey, 'models' | 'allowedIps'> & { models: string[] | null; allowedIps: string[] | null; isStale: boolean; lastsMs: number | null }
type Found = { key: Readonly<VerifiedKey>; isStale: boolean }

/** The key of one secret's hash, an SQL expression; for a statement that asks for more than the key. */
export const keySql = (hash: string): string => `
  SELECT k."id" AS "keyId", k."clientId", k."scopes", k."models", k."allowedIps",
    k."requestsPerMinute", k."requestsPerHour", k."requestsPerDay", k."tokensPerMinute", k."concurrentRequests",
    c."suspendedAt" IS NOT NULL AS "isSuspended",
    coalesce(k."expiresAt" <= now(), false) AS "isExpired",
    k."hash" <> s."hash" AS "isRetiring",
    coalesce(k."lastUsedAt" < now() - interval '1 minute', true) AS "isStale",
    (extract(epoch FROM least(k."expiresAt", s."endsAt") - now()) * 1000)::float8 AS "lastsMs"
  FROM (SELECT "hash", "id", NULL::timestamptz AS "endsAt" FROM "APIKey" WHERE "hash" = ${hash}
        UNION ALL
        SELECT "hash", "keyId", "endsAt" FROM "RetiredKeySecret" WHERE "hash" = ${hash} AND NOT "isEnded" AND "endsAt" > now()) s
  JOIN "APIKey" k ON k."id" = s."id"
  JOIN "Client" c ON c."id" = k."clientId"
  WHERE k."revokedAt" IS NULL AND c."closedAt" IS NULL`

/** The hash that a name stands for. */
export const hashOfName = (name: string): Buffer => Buffer.from(name, 'latin1')

const text = `SELECT a.hash AS "askedHash", k.* FROM unnest($1::bytea[]) AS a(hash) JOIN LATERAL (${keySql('a.hash')}) k ON true`

/** Read anew for each request, so that a revocation counts from the next one; those of one moment share a statement. */
const reads = new SharedRead<string, KeyRow>((name) => name, async (names) => {
  const { rows } = await pool().query<KeyRow & { askedHash: Buffer }>({ name: 'verify_api_key', text, values: [names.map(hashOfName)] })
  const byName = new Map(rows.map(({ askedHash, ...row }) => [askedHash.toString('latin1'), row as KeyRow]))
  return names.map((name) => byName.get(name))
})

/** By the name of its hash. */
type Read = (name: string) => Promise<KeyRow | undefined>

const founds = new WeakMap<KeyRow, Found>()

/** Requests of one moment share the row that was read for them, and so what is made of it. Nobody changes it. */
function foundOf(row: KeyRow): Found {
  const known = founds.get(row)
  if (known) return known
  const { isStale, lastsMs: _lastsMs, ...key } = row
  const found = { key: { ...key, models: key.models ?? [], allowedIps: key.allowedIps ?? [] }, isStale }
  founds.set(row, found)
  return found
}

/** The name that a secret's key is known by, where it can be one at all. */
export const keyNameOf = (secret: string): string | undefined => (looksLikeSecret(secret) ? hashName(secret) : undefined)

async function findKey(secret: string, read: Read = (name) => reads.read(name)): Promise<Found | null> {
  const name = keyNameOf(secret)
  const row = name === undefined ? undefined : await read(name)
  return row ? foundOf(row) : null
}

/**
 * The key a secret belongs to, or null when it is unknown, revoked or past its grace. Read from the database each time,
 * so a revocation counts from the next request in every process.
 */
export async function verifyApiKey(secret: string): Promise<Readonly<VerifiedKey> | null> {
  const found = await findKey(secret)
  return found?.key ?? null
}

/**
 * The key behind a request that comes from `ip`. `lastUsedAt` is written at most once a minute.
 * @param read how the key is read, for a caller that asks for more in the same statement
 * @throws DomainError unauthenticated (unknown or revoked), key_expired, ip_not_allowed
 */
export async function authenticateKey(secret: string | undefined, ip: string | undefined, read?: Read): Promise<Readonly<VerifiedKey>> {
  const found = secret === undefined ? null : await findKey(secret, read)
  if (!found) throw new DomainError('unauthenticated')
  const { key, isStale } = found
  if (key.isExpired) throw new DomainError('key_expired')
  if (!isAllowedIp(ip, key.allowedIps)) throw new DomainError('ip_not_allowed', { params: { ip: ip ?? '?' } })
  if (isStale) await pool().query({ name: 'touch_api_key', text: 'UPDATE "APIKey" SET "lastUsedAt" = now() WHERE "id" = $1 AND "clientId" = $2', values: [key.keyId, key.clientId] })
  return key
}
