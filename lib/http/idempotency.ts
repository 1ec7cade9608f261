import 'server-only'
import { createHash } from 'node:crypto'
import { clientDb } from '@/lib/db/client-db'
import { isUniqueViolation } from '@/lib/db/prisma-error'
import type { ClientCtx } from '@/lib/domain/context'
import { toJson } from '@/lib/domain/events/record'
import { hours, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { Json } from './wire'

export type Answer = { status: number; body: Json }

const keepFor = hours(24)

function keyOf(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key')
  if (key === null) return undefined
  if (key.length === 0 || key.length > 255) throw new DomainError('invalid_input', { field: 'idempotency-key' })
  return key
}

/**
 * One effect a key: the same body gets the first answer again, another body 409, a twin that is still running 409.
 * Nothing is kept of a request that was refused, so a corrected one may use the key again.
 * @param route the endpoint's path template: keys are scoped to (client, route)
 */
export async function once(ctx: ClientCtx, request: Request, route: string, input: unknown, work: () => Promise<Answer>): Promise<Answer> {
  const key = keyOf(request)
  if (key === undefined) return work()
  const db = clientDb(ctx.clientId)
  const id = { clientId: ctx.clientId, route, key }
  const requestHash = new Uint8Array(createHash('sha256').update(JSON.stringify(toJson(input ?? null))).digest())
  const now = ctx.clock.now()
  await db.idempotencyRecord.deleteMany({ where: { ...id, expiresAt: { lt: now } } })
  try {
    await db.idempotencyRecord.create({ data: { ...id, requestHash, state: 'running', createdAt: now, expiresAt: plus(now, keepFor) } })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return replay(ctx, id, requestHash)
  }
  // Only work that failed frees its key: what took effect must not be repeated because its answer could not be stored.
  const answer = await work().catch(async (error: unknown) => {
    await db.idempotencyRecord.delete({ where: { clientId_route_key: id } })
    throw error
  })
  await db.idempotencyRecord.update({ where: { clientId_route_key: id }, data: { state: 'done', status: answer.status, body: toJson(answer.body) } })
  return answer
}

async function replay(ctx: ClientCtx, id: { clientId: string; route: string; key: string }, requestHash: Uint8Array): Promise<Answer> {
  const found = await clientDb(ctx.clientId).idempotencyRecord.findUnique({
    where: { clientId_route_key: id },
    select: { requestHash: true, state: true, status: true, body: true },
  })
  if (!found) throw new DomainError('idempotency_in_progress', { retryAfterSeconds: 1 })
  if (Buffer.compare(found.requestHash, requestHash) !== 0) throw new DomainError('idempotency_mismatch')
  if (found.state !== 'done' || found.status === null) throw new DomainError('idempotency_in_progress', { retryAfterSeconds: 1 })
  return { status: found.status, body: found.body as Json }
}
