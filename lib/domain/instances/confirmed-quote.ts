import type { Db } from '@/lib/db/transaction'
import { DomainError, invalidField } from '@/lib/kernel/error'
import { systemClock } from '@/lib/kernel/clock'
import type { ClientRun } from '../context'
import { instancePreview, isConfirmed, quoteInstance, type InstanceQuote } from './quote'
import type { InstanceRefusal } from './view'

function errorOf(reason: InstanceRefusal, { standing, complianceReasons }: InstanceQuote): DomainError {
  const errors: Record<InstanceRefusal, () => DomainError> = {
    subscription: () => new DomainError('subscription_inactive'),
    not_offered: () => invalidField('sizeId', 'sizeNotOffered'),
    no_price: () => invalidField('sizeId', 'sizeWithoutPrice'),
    quota: () => new DomainError('limit_exceeded', { params: { limit: standing.maxInstances } }),
    storage_shrinks: () => invalidField('sizeId', 'storageShrinks'),
    same_size: () => invalidField('sizeId', 'noChange'),
    compliance: () => new DomainError('compliance_failed', { params: { reasons: complianceReasons.join(', ') } }),
    funds: () => new DomainError('insufficient_funds'),
    capacity: () => new DomainError('no_capacity', { retryAfterSeconds: 60 }),
  }
  return errors[reason]()
}

/** The first thing that speaks against it. @throws DomainError */
function assertNothingAgainst(quote: InstanceQuote): void {
  const [first] = quote.refusals
  if (first) throw errorOf(first, quote)
}

/** Machines tell the time of the wall, whatever clock the client lives by. */
export const wallNow = (): Date => systemClock.now()

/**
 * What was shown and is confirmed, if it still holds and nothing speaks against it; the caller holds the locks that keep it so.
 * @throws DomainError stale_preview with a new preview, and whatever refuses it
 */
export async function confirmedQuote(ctx: ClientRun & { db: Db }, ask: { id?: string; sizeId: string; frozenAt: Date; hash: string }): Promise<InstanceQuote> {
  const now = ctx.clock.now()
  const quote = await quoteInstance(ctx.db, ctx.clientId, ask, now, wallNow())
  assertNothingAgainst(quote)
  if (!isConfirmed(quote, ask, now)) throw new DomainError('stale_preview', { preview: instancePreview(quote, now) })
  return quote
}
