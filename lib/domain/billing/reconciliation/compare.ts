import type { Money } from '@/lib/kernel/money'
import type { ProviderTransaction } from '@/lib/providers/payments/types'

/** A payment or refund as our books have it: settled at `at`, under our own id. */
export type OwnMovement = { id: string; clientId: string; about: 'payment' | 'refund'; amount: Money; at: Date; externalId: string | null }

export type Finding = {
  kind: 'missing_here' | 'missing_there' | 'amount_differs'
  about: 'payment' | 'refund'
  /** Our id, or the provider's where we have none. */
  reference: string
  externalId: string | null
  clientId: string | null
  theirs: Money | null
  ours: Money | null
}

const ownIdOf = (one: ProviderTransaction): string | undefined => (one.kind === 'payment' ? one.paymentId : one.refundId)
const isSame = (a: Money, b: Money): boolean => a.minor === b.minor && a.currency === b.currency

/**
 * Holds both sides against each other, for what moved in [from, to) on either. `theirs` and `ours` reach beyond that range, because
 * the two clocks differ: a movement just outside on one side is no finding.
 */
export function compareBooks(theirs: readonly ProviderTransaction[], ours: readonly OwnMovement[], from: Date, to: Date): Finding[] {
  const own = new Map(ours.map((one) => [one.id, one]))
  const known = new Map(theirs.flatMap((one) => { const id = ownIdOf(one); return id ? [[id, one] as const] : [] }))
  const isInside = (at: Date): boolean => at >= from && at < to
  const fromThem = theirs.filter(({ at }) => isInside(at)).flatMap((one): Finding[] => {
    const mine = own.get(ownIdOf(one) ?? '')
    const facts = { about: one.kind, externalId: one.externalId, theirs: one.amount }
    if (!mine) return [{ ...facts, kind: 'missing_here', reference: ownIdOf(one) ?? one.externalId, clientId: null, ours: null }]
    return isSame(mine.amount, one.amount) ? [] : [{ ...facts, kind: 'amount_differs', reference: mine.id, clientId: mine.clientId, ours: mine.amount }]
  })
  const fromUs = ours.filter((one) => isInside(one.at) && !known.has(one.id)).map((one): Finding => (
    { kind: 'missing_there', about: one.about, reference: one.id, externalId: one.externalId, clientId: one.clientId, theirs: null, ours: one.amount }
  ))
  return [...fromThem, ...fromUs]
}
