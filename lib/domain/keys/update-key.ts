import { DomainError, notFound } from '@/lib/kernel/error'
import { command } from '../command'
import { assertMayGrant, assertModelsExist, expiryOf } from './create-key'
import { keyFields, toKeyView } from './key-row'
import { UpdateKeyInput } from './schema'
import type { KeyView } from './view'

/**
 * Changes a key's name, scopes, models and limits; they count from its next request.
 * @throws DomainError not_found, invalid_state (revoked), invalid_input
 */
export const updateKey = command('keys.update', UpdateKeyInput, async (ctx, { id, expiresAt, ...asked }): Promise<KeyView> => {
  const before = await ctx.db.apiKey.findFirst({ where: { id, clientId: ctx.clientId }, select: keyFields })
  if (!before) throw notFound('key')
  if (before.revokedAt) throw new DomainError('invalid_state', { internal: 'the key is revoked' })
  assertMayGrant(ctx, asked.scopes ?? [])
  if (ctx.actor.kind === 'apiKey' && ctx.actor.keyId === id) throw new DomainError('forbidden', { params: { permission: 'keys.update' } })
  await assertModelsExist(ctx, asked.models ?? [])
  const given = { ...asked, expiresAt: expiresAt === undefined ? undefined : expiryOf(expiresAt, ctx.clock.now()) }
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const row = await ctx.db.apiKey.update({ where: { clientId_id: { clientId: ctx.clientId, id } }, data: changes, select: keyFields })
  await ctx.record(id, { changes, before: { name: before.name, scopes: before.scopes, models: before.models } })
  return toKeyView(row, ctx.clock.now())
})
