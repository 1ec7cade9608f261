import { lockClient } from '@/lib/db/locks'
import { DomainError, notFound } from '@/lib/kernel/error'
import { command } from '../command'
import { changesBetween } from './changes'
import { assertModelsExist, expiryOf } from './create-key'
import { assertMayGrant } from './grant'
import { capColumns, keyFields, toKeyView } from './key-row'
import { UpdateKeyInput } from './schema'
import type { KeyView } from './view'

/**
 * Changes a key's name, scopes, models, places and limits; they count from its next request.
 * @throws DomainError not_found, invalid_state (revoked), forbidden (the key as it would be is more than the caller may hand on), invalid_input
 */
export const updateKey = command('keys.update', UpdateKeyInput, async (ctx, { id, expiresAt, spendCapDay, spendCapWeek, spendCapMonth, ...asked }): Promise<KeyView> => {
  await lockClient(ctx.db, ctx.clientId) // what the history calls "before" must be what this change found
  const before = await ctx.db.apiKey.findFirst({ where: { id, clientId: ctx.clientId }, select: keyFields })
  if (!before) throw notFound('key')
  if (before.revokedAt) throw new DomainError('invalid_state', { internal: 'the key is revoked' })
  const given = { ...asked, expiresAt: expiresAt === undefined ? undefined : expiryOf(expiresAt, ctx.clock.now(), before.expiresAt) }
  const changes = { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), ...capColumns({ spendCapDay, spendCapWeek, spendCapMonth }) }
  await assertMayGrant(ctx, 'keys.update', { ...before, ...changes }, id)
  // A model that was retired since may stay on the list; only what is added must exist.
  await assertModelsExist(ctx, (asked.models ?? []).filter((slug) => !before.models.includes(slug)))
  const row = await ctx.db.apiKey.update({ where: { clientId_id: { clientId: ctx.clientId, id } }, data: changes, select: keyFields })
  const [was, is] = [toKeyView(before, ctx.clock.now()), toKeyView(row, ctx.clock.now())]
  await ctx.record(id, { name: row.name, changes: changesBetween(was, is) })
  return is
})
