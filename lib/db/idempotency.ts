import { createHash } from 'node:crypto'
import { hours, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { pool } from './pool'

/** What an Idempotency-Key belongs to: keys are scoped to (client, route). */
export type IdempotencyId = { clientId: string; route: string; key: string }

/** A stored answer: plain JSON, or a sealed text where it is nobody else's to read. */
export type KeptAnswer = { status: number; body: unknown; sealed: { ciphertext: Uint8Array; keyId: string } | null; generationId: string | null }

type Row = { requestHash: Buffer; state: string; status: number | null; body: unknown; sealedBody: Buffer | null; sealKeyId: string | null; generationId: string | null }

export const answersAreKeptMs = hours(24)

export const hashOf = (value: unknown): Buffer => createHash('sha256').update(JSON.stringify(value ?? null)).digest()

/**
 * Claims a key for this request, or gives back what the first one was answered.
 * @param runningMs how long a claim that is never finished blocks the key: a process that dies cannot say how its work ended
 * @returns null when the caller is the first: it must call `keepAnswer` or `forgetKey`
 * @throws DomainError idempotency_mismatch (another request), idempotency_in_progress (a twin still runs)
 */
export async function claimKey(id: IdempotencyId, requestHash: Uint8Array, now: Date, runningMs = answersAreKeptMs): Promise<KeptAnswer | null> {
  const { rowCount } = await pool().query({
    name: 'idempotency_claim',
    text: `INSERT INTO "IdempotencyRecord" ("clientId", "route", "key", "requestHash", "state", "createdAt", "expiresAt") VALUES ($1, $2, $3, $4, 'running', $5, $6)
           ON CONFLICT ("clientId", "route", "key") DO UPDATE SET "requestHash" = EXCLUDED."requestHash", "state" = 'running', "status" = NULL, "body" = NULL, "sealedBody" = NULL,
             "sealKeyId" = NULL, "generationId" = NULL, "createdAt" = EXCLUDED."createdAt", "expiresAt" = EXCLUDED."expiresAt"
           WHERE "IdempotencyRecord"."expiresAt" <= $5`,
    values: [id.clientId, id.route, id.key, Buffer.from(requestHash), now, plus(now, runningMs)],
  })
  if (rowCount === 1) return null
  const { rows } = await pool().query<Row>({
    name: 'idempotency_find',
    text: 'SELECT "requestHash", "state", "status", "body", "sealedBody", "sealKeyId", "generationId" FROM "IdempotencyRecord" WHERE "clientId" = $1 AND "route" = $2 AND "key" = $3',
    values: [id.clientId, id.route, id.key],
  })
  const found = rows[0]
  if (!found) throw new DomainError('idempotency_in_progress', { retryAfterSeconds: 1 })
  if (Buffer.compare(found.requestHash, requestHash) !== 0) throw new DomainError('idempotency_mismatch')
  if (found.state !== 'done' || found.status === null) throw new DomainError('idempotency_in_progress', { retryAfterSeconds: 1 })
  const { status, body, sealedBody, sealKeyId, generationId } = found
  return { status, body, sealed: sealedBody && sealKeyId ? { ciphertext: sealedBody, keyId: sealKeyId } : null, generationId }
}

/** Stores the first request's answer, to be given again for 24 hours. */
export async function keepAnswer(id: IdempotencyId, { status, body, sealed, generationId }: KeptAnswer, now: Date): Promise<void> {
  await pool().query({
    name: 'idempotency_keep',
    text: `UPDATE "IdempotencyRecord" SET "state" = 'done', "status" = $4, "body" = $5::jsonb, "sealedBody" = $6, "sealKeyId" = $7, "generationId" = $8, "expiresAt" = $9
            WHERE "clientId" = $1 AND "route" = $2 AND "key" = $3`,
    values: [id.clientId, id.route, id.key, status, body === undefined ? null : JSON.stringify(body), sealed ? Buffer.from(sealed.ciphertext) : null, sealed?.keyId ?? null, generationId, plus(now, answersAreKeptMs)],
  })
}

/** Nothing took effect: the key may be used again. */
export async function forgetKey(id: IdempotencyId): Promise<void> {
  await pool().query({ name: 'idempotency_forget', text: 'DELETE FROM "IdempotencyRecord" WHERE "clientId" = $1 AND "route" = $2 AND "key" = $3', values: [id.clientId, id.route, id.key] })
}
