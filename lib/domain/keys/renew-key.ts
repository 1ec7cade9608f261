import { lockClient } from '@/lib/db/locks'
import { plus, seconds } from '@/lib/kernel/clock'
import { DomainError, notFound } from '@/lib/kernel/error'
import { command } from '../command'
import type { ClientRun } from '../context'
import { changesBetween } from './changes'
import { assertMayGrant } from './grant'
import { keyFields, toKeyView } from './key-row'
import { RenewKeyInput } from './schema'
import { mintSecret } from './secret'
import type { KeyCreatedView } from './view'

/**
 * Gives a key a new secret; id, settings and history stay. The secret so far works until the grace is over, to the
 * second. No earlier secret outlives it: a grace of nothing ends them all at once.
 * @throws DomainError not_found, invalid_state (revoked or expired), forbidden (more than the caller may hand on)
 */
export const renewKey = command('keys.renew', RenewKeyInput, async (ctx, { id, graceSeconds }): Promise<KeyCreatedView> => {
  await lockClient(ctx.db, ctx.clientId) // two renewals at once follow each other, so that neither loses a secret
  const now = ctx.clock.now()
  const before = await ctx.db.apiKey.findFirst({ where: { id, clientId: ctx.clientId }, select: { ...keyFields, hash: true } })
  if (!before) throw notFound('key')
  if (before.revokedAt || (before.expiresAt && before.expiresAt <= now)) throw new DomainError('invalid_state', { internal: 'the key is revoked or expired' })
  await assertMayGrant(ctx, 'keys.renew', before, id)
  const oldEndsAt = plus(now, seconds(graceSeconds))
  await retire(ctx, id, before, now, oldEndsAt)
  const secret = mintSecret()
  const row = await ctx.db.apiKey.update({
    where: { clientId_id: { clientId: ctx.clientId, id } }, data: { hash: secret.hash, hint: secret.hint, renewedAt: now }, select: keyFields,
  })
  await ctx.record(id, { name: row.name, changes: changesBetween({ hint: before.hint }, { hint: row.hint }), oldSecretEndsAt: oldEndsAt })
  return { ...toKeyView(row, now), secret: secret.text }
})

/** The secret so far moves beside the key; what was retired before ends with it or sooner. */
async function retire({ db, clientId }: ClientRun, keyId: string, { hash, hint }: { hash: Uint8Array<ArrayBuffer>; hint: string }, now: Date, endsAt: Date): Promise<void> {
  const isEnded = endsAt <= now
  const earlier = { clientId, keyId, isEnded: false }
  if (isEnded) await db.retiredKeySecret.updateMany({ where: earlier, data: { isEnded } })
  else await db.retiredKeySecret.updateMany({ where: { ...earlier, endsAt: { gt: endsAt } }, data: { endsAt } })
  await db.retiredKeySecret.create({ data: { hash, clientId, keyId, hint, retiredAt: now, endsAt, isEnded } })
}
