import { takeRateLimits } from '@/lib/db/rate-limit'
import { DomainError, notFound } from '@/lib/kernel/error'
import { query } from '../command'
import type { ClientCtx } from '../context'
import { keyFields, toKeyView } from './key-row'
import { FindLeakedKeyInput } from './schema'
import { readTrace } from './secret'
import type { LeakedKeyListView, LeakedKeyView } from './view'

const guesses = { limit: 30, periodSeconds: 3600 }

/** Counted a person or program, so that hints cannot be tried through. @throws DomainError rate_limited */
async function countGuess({ clientId }: ClientCtx): Promise<void> {
  const verdict = await takeRateLimits([{ ...guesses, key: `leaked:${clientId}` }])
  if (!verdict.ok) throw new DomainError('rate_limited', { retryAfterSeconds: verdict.retryAfterSeconds })
}

/**
 * Which of the client's keys a leaked text belongs to: a whole key (also inside a line of code), its SHA-256, or the hint
 * that lists show. Old and revoked secrets are recognised too. Nothing of the text is kept.
 * @throws DomainError not_found (no key of this client), invalid_input (nothing that could be a key), rate_limited
 */
export const findLeakedKey = query('keys.findLeaked', FindLeakedKeyInput, async (ctx, { secret }): Promise<LeakedKeyListView> => {
  const trace = readTrace(secret)
  if (!trace) throw new DomainError('invalid_input', { field: 'secret', fields: { secret: { code: 'notAKey' } } })
  await countGuess(ctx)
  const { clientId } = ctx
  const [current, old] = await Promise.all([
    ctx.db.apiKey.findMany({ where: { ...trace, clientId }, select: keyFields, orderBy: { id: 'desc' }, take: 20 }),
    ctx.db.retiredKeySecret.findMany({ where: { ...trace, clientId }, select: { endsAt: true, isEnded: true, retiredAt: true, key: { select: keyFields } }, orderBy: { retiredAt: 'desc' }, take: 20 }),
  ])
  const now = ctx.clock.now()
  const found: LeakedKeyView[] = [
    ...current.map((row) => ({ key: toKeyView(row, now), secretState: 'current' as const, secretEndsAt: null })),
    ...old.map(({ key, endsAt, isEnded, retiredAt }) => ({
      key: toKeyView(key, now), secretState: !isEnded && endsAt > now ? 'retiring' as const : 'ended' as const, secretEndsAt: isEnded ? retiredAt : endsAt,
    })),
  ]
  if (found.length === 0) throw notFound('key')
  return { data: found }
})
