import { lockClient } from '@/lib/db/locks'
import type { Db } from '@/lib/db/transaction'
import { command } from '@/lib/domain/command'
import { env } from '@/lib/env'
import { DomainError, invalidField } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { currencyOfClient } from '../instance-row'
import { BeginUploadInput } from '../schema'
import { standingOf } from '../standing'
import type { ModelUploadView } from '../view'
import { memoryOfFile, readUpload, uploadView } from './upload-row'

/** A file that no size of the plan has the memory for is not taken in. @throws DomainError subscription_inactive, limit_exceeded, invalid_input */
async function assertUsable(db: Db, clientId: string, sizeBytes: number, now: Date): Promise<void> {
  const { isLive, maxInstances, sizeIds } = await standingOf(db, clientId, await currencyOfClient(db, clientId), now)
  if (!isLive) throw new DomainError('subscription_inactive')
  if (maxInstances === 0) throw new DomainError('limit_exceeded', { params: { limit: 0 } })
  const largest = await db.instanceSize.findFirst({ where: { id: { in: [...sizeIds] }, retiredAt: null }, orderBy: { memoryBytes: 'desc' }, select: { memoryBytes: true } })
  if (largest === null || memoryOfFile(BigInt(sizeBytes)) > largest.memoryBytes) throw invalidField('sizeBytes', 'modelTooLarge')
}

const gibibytes = (bytes: number): string => `${Math.floor((bytes / 1_073_741_824) * 10) / 10} GiB`

async function assertRoom(db: Db, clientId: string, sizeBytes: number): Promise<void> {
  const { INSTANCE_UPLOAD_MAX_BYTES, INSTANCE_UPLOAD_TOTAL_BYTES } = env()
  if (sizeBytes > INSTANCE_UPLOAD_MAX_BYTES) throw invalidField('sizeBytes', 'tooBig', { max: String(INSTANCE_UPLOAD_MAX_BYTES) })
  const { _sum } = await db.modelUpload.aggregate({ where: { clientId, state: { in: ['receiving', 'ready'] } }, _sum: { sizeBytes: true } })
  if (Number(_sum.sizeBytes ?? 0n) + sizeBytes > INSTANCE_UPLOAD_TOTAL_BYTES) throw invalidField('sizeBytes', 'uploadsFull', { max: gibibytes(INSTANCE_UPLOAD_TOTAL_BYTES) })
}

/**
 * Announces a model file; its parts follow in order, each where the last one ended.
 * @throws DomainError subscription_inactive, limit_exceeded (the plan has no instances), invalid_input (too large for a file, for all of the client's together, or for every size of the plan)
 */
export const beginUpload = command('instances.beginUpload', BeginUploadInput, async (ctx, { name, sizeBytes, sha256 }): Promise<ModelUploadView> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const now = ctx.clock.now()
  await assertUsable(db, clientId, sizeBytes, now)
  await assertRoom(db, clientId, sizeBytes)
  const id = newId('upl', now)
  await db.modelUpload.create({ select: { id: true }, data: {
    id, clientId, name, state: 'receiving', sizeBytes: BigInt(sizeBytes), expectedSha256: sha256 ?? null, createdAt: now, touchedAt: now,
    createdById: ctx.actor.kind === 'user' ? ctx.actor.userId : null,
  } })
  await ctx.record(id, { name, sizeBytes })
  return uploadView(await readUpload(db, clientId, id))
})
