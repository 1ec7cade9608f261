import { lockClient } from '@/lib/db/locks'
import { DomainError, invalidField } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { command } from '../command'
import type { ClientRun } from '../context'
import { changesBetween } from './changes'
import { assertMayGrant } from './grant'
import { capColumns, keyFields, toKeyView } from './key-row'
import { CreateKeyInput } from './schema'
import { mintSecret } from './secret'
import type { KeyCreatedView } from './view'

/**
 * Makes a key. Its secret is in the answer and nowhere else.
 * @throws DomainError email_unverified, subscription_inactive (no plan), limit_exceeded (the plan's number of keys), forbidden (more than the maker has), invalid_input
 */
export const createKey = command('keys.create', CreateKeyInput, async (ctx, input): Promise<KeyCreatedView> => {
  await assertVerified(ctx)
  const now = ctx.clock.now()
  const { spendCapDay, spendCapWeek, spendCapMonth, ...given } = input
  const settings = { ...given, ...capColumns({ spendCapDay, spendCapWeek, spendCapMonth }), expiresAt: expiryOf(input.expiresAt, now) }
  await assertMayGrant(ctx, 'keys.create', settings)
  await lockClient(ctx.db, ctx.clientId) // counting and inserting must not be interleaved with another creation
  await assertWithinPlan(ctx)
  await assertModelsExist(ctx, input.models)
  const secret = mintSecret()
  const row = await ctx.db.apiKey.create({
    select: keyFields,
    data: {
      ...settings, id: newId('key', now), clientId: ctx.clientId, hash: secret.hash, hint: secret.hint,
      createdById: ctx.actor.kind === 'user' ? ctx.actor.userId : null, createdAt: now,
    },
  })
  const view = toKeyView(row, now)
  await ctx.record(row.id, { name: row.name, changes: changesBetween({}, view) })
  return { ...view, secret: secret.text }
})

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/**
 * When a key stops working; a day means its end in UTC. The day it ends on anyway changes nothing: a form that knows days
 * only must not move an instant. @throws DomainError invalid_input when that is over already
 */
export function expiryOf(text: string | null, now: Date, current: Date | null = null): Date | null {
  if (text !== null && current?.toISOString().slice(0, 10) === text) return current
  const expiresAt = text === null ? null : new Date(isDay(text) ? `${text}T23:59:59Z` : text)
  if (expiresAt && expiresAt <= now) throw invalidField('expiresAt', 'inThePast')
  return expiresAt
}

/** A person must have shown that the address is theirs before programs can spend on it. */
async function assertVerified(ctx: ClientRun): Promise<void> {
  if (ctx.actor.kind !== 'user') return
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: ctx.actor.userId }, select: { emailVerifiedAt: true } })
  if (!user.emailVerifiedAt) throw new DomainError('email_unverified')
}

async function assertWithinPlan(ctx: ClientRun): Promise<void> {
  const { clientId } = ctx
  const subscription = await ctx.db.subscription.findFirst({
    where: { clientId, status: { in: ['trialing', 'active', 'past_due'] } }, select: { planVersion: { select: { maxKeys: true } } },
  })
  if (!subscription) throw new DomainError('subscription_inactive')
  const now = ctx.clock.now()
  const count = await ctx.db.apiKey.count({ where: { clientId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] } })
  const limit = subscription.planVersion.maxKeys
  if (count >= limit) throw new DomainError('limit_exceeded', { params: { limit, of: 'keys' } })
}

/** @throws DomainError invalid_input naming the first slug that no model has */
export async function assertModelsExist(ctx: Pick<ClientRun, 'db'>, slugs: readonly string[]): Promise<void> {
  if (slugs.length === 0) return
  const found = await ctx.db.model.findMany({ where: { slug: { in: [...slugs] }, retiredAt: null }, select: { slug: true } })
  if (slugs.some((slug) => !found.some((model) => model.slug === slug))) throw invalidField('models', 'notAllowed')
}
