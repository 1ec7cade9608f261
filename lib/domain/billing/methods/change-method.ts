import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import { readMethod } from './method-row'
import { RemoveMethodInput, SetDefaultMethodInput } from './schema'
import type { MethodRemovedView, SavedMethodView } from './view'
import { retryNow } from '../dunning/retry-now'

/** From now on invoices are charged to this one first; what is being collected is tried with it at once. @throws DomainError not_found */
export const setDefaultMethod = command('billing.setDefaultMethod', SetDefaultMethodInput, async (ctx, { id }): Promise<SavedMethodView> => {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  await lockClient(db, clientId)
  const method = await readMethod(db, clientId, id, now)
  if (!method.isDefault) {
    await db.savedMethod.updateMany({ where: { clientId, isDefault: true, removedAt: null }, data: { isDefault: false, updatedAt: now } })
    await db.savedMethod.update({ where: { clientId_id: { clientId, id } }, data: { isDefault: true, updatedAt: now }, select: { id: true } })
    await retryNow(ctx)
  }
  await ctx.record(id, { brand: method.brand, last4: method.last4 })
  return readMethod(db, clientId, id, now)
})

/** Forgets a way to pay, here at once and at the provider right after. The next one becomes the default. @throws DomainError not_found */
export const removeMethod = command('billing.removeMethod', RemoveMethodInput, async (ctx, { id }): Promise<MethodRemovedView> => {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  await lockClient(db, clientId)
  const method = await readMethod(db, clientId, id, now)
  await db.savedMethod.update({ where: { clientId_id: { clientId, id } }, data: { removedAt: now, isDefault: false, updatedAt: now }, select: { id: true } })
  const next = method.isDefault ? await db.savedMethod.findFirst({ where: { clientId, removedAt: null }, orderBy: { id: 'asc' }, select: { id: true } }) : null
  if (next) await db.savedMethod.update({ where: { clientId_id: { clientId, id: next.id } }, data: { isDefault: true, updatedAt: now }, select: { id: true } })
  await ctx.enqueue('method.remove', { methodId: id })
  await ctx.record(id, { brand: method.brand, last4: method.last4, nextDefaultId: next?.id ?? null })
  return { id, status: 'removed' }
})
