import type { Db } from '@/lib/db/transaction'
import { picosPerMinor } from '@/lib/kernel/rate'
import { surplusOf, type Coins } from './read-coins'

type Payment = { id: string; clientId: string; currency: string; amountMinor: bigint; refundedMinor: bigint }

const least = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => (a < b ? a : b))

/** What of a payment's surplus can be asked back in coins: what is neither asked for already nor spent. */
export async function refundableSurplus(db: Db, payment: Payment, { arrivals }: Pick<Coins, 'arrivals'>): Promise<bigint> {
  const { id: paymentId, clientId, currency } = payment
  const surplus = surplusOf(arrivals)
  if (surplus === 0n) return 0n
  const asked = await db.refund.aggregate({ where: { clientId, paymentId, creditNoteId: null, state: { not: 'failed' } }, _sum: { amountMinor: true } })
  const wallet = await db.wallet.findUnique({ where: { clientId }, select: { id: true, currency: true, balancePicos: true, heldPicos: true } })
  if (!wallet || wallet.currency !== currency) return 0n
  const grants = await db.walletGrant.aggregate({ where: { clientId, walletId: wallet.id, kind: 'surplus' }, _sum: { remainingPicos: true } })
  const perMinor = picosPerMinor(currency)
  const room = least([
    surplus - (asked._sum.amountMinor ?? 0n), payment.amountMinor - payment.refundedMinor, (wallet.balancePicos - wallet.heldPicos) / perMinor, (grants._sum.remainingPicos ?? 0n) / perMinor,
  ])
  return room > 0n ? room : 0n
}
