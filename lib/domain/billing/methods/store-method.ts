import type { Db } from '@/lib/db/transaction'
import type { Enqueue } from '@/lib/domain/context'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { PaymentMode, SavedMethodSnapshot } from '@/lib/providers/payments/types'
import { retryNow } from '../dunning/retry-now'

type Running = { db: Db; clientId: string; clock: Clock; enqueue: Enqueue }

/**
 * Keeps a way to pay that the provider holds now. The first of a client is the default, and so is one saved while an invoice cannot
 * be collected: that invoice is tried with it at once. One that is kept already stays as it is. Inside the caller's transaction,
 * which holds the client's row.
 * @returns its id
 */
export async function storeMethod(
  ctx: Running, from: { provider: string; mode: PaymentMode }, { ref, ...method }: SavedMethodSnapshot,
): Promise<string> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  const known = await db.savedMethod.findFirst({ where: { clientId, ...from, externalId: ref, removedAt: null }, select: { id: true } })
  if (known) return known.id
  const isWanted = (await db.dunningCase.count({ where: { clientId, state: { in: ['open', 'suspended'] } } })) > 0
  if (isWanted) await db.savedMethod.updateMany({ where: { clientId, isDefault: true, removedAt: null }, data: { isDefault: false, updatedAt: now } })
  const hasDefault = await db.savedMethod.count({ where: { clientId, isDefault: true, removedAt: null } })
  const id = newId('mth', now)
  await db.savedMethod.create({
    select: { id: true },
    data: { id, clientId, ...from, externalId: ref, ...method, isDefault: hasDefault === 0, createdAt: now, updatedAt: now },
  })
  await retryNow(ctx)
  return id
}
