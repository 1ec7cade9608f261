import { z } from 'zod'
import { lockClient } from '@/lib/db/locks'
import { unitsOf } from '@/lib/db/stored-units'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { newId } from '@/lib/kernel/id'
import { isAddressOf } from './coin-options'
import { coinShares } from './coin-shares'
import { readCoins } from './read-coins'

type Order = { refundId: string; paymentId: string; amountMinor: bigint; currency: string; destination: string | null }

/**
 * Writes down what the operator has to sign for a refund, coin by coin. An address that fits a coin's network is taken for it; a coin
 * without one waits for the client to give it.
 */
export async function placeCoinRefund(ctx: ClientRun, { refundId, paymentId, amountMinor, currency, destination }: Order): Promise<number> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  const [{ arrivals }, before] = await Promise.all([
    readCoins(db, clientId, paymentId),
    db.coinRefund.findMany({ where: { clientId, paymentId, state: { not: 'canceled' } }, select: { network: true, asset: true, amountMinor: true, units: true } }),
  ])
  const shares = coinShares(arrivals, before.map((row) => ({ ...row, units: unitsOf(row.units) })), amountMinor)
  await db.coinRefund.createMany({ data: shares.map((share) => {
    const fitting = destination !== null && isAddressOf(ctx, share.network, destination) ? destination : null
    return {
      ...share, units: share.units.toString(), id: newId('crf', now), clientId, refundId, paymentId, currency, destination: fitting, state: fitting === null ? 'needs_address' : 'needs_operator',
      createdAt: now, updatedAt: now,
    }
  }) })
  return shares.length
}

const OrderInput = z.object({ refundId: z.string() })

/** A refund of coins leaves the platform as a request: the client says where to, and the operator signs. Safe to repeat. */
export const orderCoinRefund = command('billing.orderCoinRefund', OrderInput, async (ctx, { refundId }): Promise<void> => {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const { count } = await db.refund.updateMany({ where: { clientId, id: refundId, state: 'requested' }, data: { state: 'pending', updatedAt: clock.now() } })
  const refund = await db.refund.findUniqueOrThrow({ where: { clientId_id: { clientId, id: refundId } }, select: { paymentId: true, amountMinor: true, currency: true } })
  const parts = count === 0 ? 0 : await placeCoinRefund(ctx, { ...refund, refundId, destination: null })
  await ctx.record(refundId, { parts })
})
