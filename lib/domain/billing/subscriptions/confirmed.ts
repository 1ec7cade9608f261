import { minutes, plus, type Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'

/** How long a shown price is held. */
export const previewLifeMs = minutes(30)
/** Clocks of two processes may differ by so much. */
const leewayMs = minutes(1)

export type Confirmation = { frozenAt: Date; hash: string }

/**
 * The quote as it was shown: worked out anew at its frozen instant, it must be the same to the cent and the second.
 * @throws DomainError stale_preview, with a new preview, when it is too old or anything in it has changed since
 */
export async function confirmed<Q>(
  clock: Clock, { frozenAt, hash }: Confirmation, quoteAt: (at: Date) => Promise<Q & { quote: { hash: string } }>, view: (quoted: Q & { quote: { hash: string } }) => unknown,
): Promise<Q & { quote: { hash: string } }> {
  const now = clock.now()
  const isFresh = frozenAt <= plus(now, leewayMs) && plus(frozenAt, previewLifeMs) >= now
  if (isFresh) {
    const quoted = await quoteAt(frozenAt)
    if (quoted.quote.hash === hash) return quoted
  }
  throw new DomainError('stale_preview', { preview: view(await quoteAt(now)) })
}
