/** What a grant is: bought credit, a gift, credit for a credit note or refund, a surplus of a payment, a correction by staff. */
export const grantKinds = ['top_up', 'promo', 'credit', 'surplus', 'adjustment'] as const
export type GrantKind = (typeof grantKinds)[number]

/** Gifts are used first, bought credit last; staff may choose another priority for a grant of theirs. The lowest is used first. */
export const defaultPriority: Record<GrantKind, number> = { promo: 20, credit: 30, surplus: 40, adjustment: 40, top_up: 50 }

export type BurnableGrant = { id: string; priority: number; expiresAt: Date | null; remainingPicos: bigint }

/** What is taken from one grant. */
export type Burn = { id: string; picos: bigint }

/** The order in which grants are used: priority, then the earlier expiry (never = last), then the earlier creation (ids sort by it). */
export function inBurnOrder<G extends BurnableGrant>(grants: readonly G[]): G[] {
  const end = (grant: G): number => grant.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY
  return grants.toSorted((a, b) => a.priority - b.priority || (end(a) === end(b) ? 0 : end(a) - end(b)) || (a.id < b.id ? -1 : 1))
}

/**
 * Takes `picos` from the grants in burn order; never more from one than it has left.
 * @returns what is taken from each that is touched; together `picos`, or all there is when there is less
 */
export function burn(grants: readonly BurnableGrant[], picos: bigint): Burn[] {
  const burns: Burn[] = []
  let open = picos
  for (const { id, remainingPicos } of inBurnOrder(grants)) {
    if (open <= 0n) break
    const taken = remainingPicos < open ? remainingPicos : open
    if (taken > 0n) burns.push({ id, picos: taken })
    open -= taken
  }
  return burns
}
