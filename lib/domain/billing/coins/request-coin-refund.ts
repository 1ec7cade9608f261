import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import { debitWallet } from '@/lib/domain/ledger'
import { DomainError, invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { formatMoney, money } from '@/lib/kernel/money'
import { isAddressOf } from './coin-options'
import { coinRefundFields, coinRefundView } from './coin-refund-row'
import { placeCoinRefund } from './order-coin-refund'
import { isBooked, readCoins } from './read-coins'
import { refundableSurplus } from './refundable-surplus'
import { RequestCoinRefundInput, SetCoinRefundAddressInput } from './schema'
import type { CoinRefundView } from './view'

/**
 * Asks for the surplus of a payment back in the coins it came in. The credit leaves the wallet now, so that it is not spent meanwhile; the
 * operator signs the transfer with their own wallet.
 * @throws DomainError not_found, invalid_input (no address of the coin's network, or more than is there)
 */
export const requestCoinRefund = command('billing.requestCoinRefund', RequestCoinRefundInput, async (ctx, { paymentId, address, amountMinor }): Promise<CoinRefundView[]> => {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const payment = await db.payment.findUnique({
    where: { clientId_id: { clientId, id: paymentId } }, select: { id: true, clientId: true, provider: true, mode: true, currency: true, amountMinor: true, refundedMinor: true },
  })
  if (!payment || payment.provider !== 'crypto') throw notFound('payment')
  const { currency, mode } = payment
  const coins = await readCoins(db, clientId, paymentId)
  const room = await refundableSurplus(db, payment, coins)
  const minor = amountMinor ?? room
  if (room === 0n || minor > room) throw invalidField('amountMinor', 'aboveSurplus', { max: formatMoney(money(room, currency)) })
  if (!coins.arrivals.filter(isBooked).some(({ network }) => isAddressOf(ctx, network, address))) throw invalidField('address', 'coinAddress')
  const now = clock.now()
  const id = newId('ref', now)
  const count = await db.$executeRaw`
    UPDATE "Payment" SET "refundedMinor" = "refundedMinor" + ${minor}
    WHERE "id" = ${paymentId} AND "clientId" = ${clientId} AND "refundedMinor" + ${minor} <= "amountMinor"`
  if (count === 0) throw new DomainError('invalid_state', { internal: `payment ${paymentId} has less left than ${minor}` })
  await debitWallet(db, clock, {
    clientId, mode, amount: money(minor, currency), sourceKind: 'coin_refund', sourceId: id, description: `Surplus of payment ${paymentId} asked back`, to: { clientId, kind: 'receivable' }, kinds: ['surplus'],
  })
  await db.refund.create({ select: { id: true }, data: {
    id, clientId, paymentId, amountMinor: minor, currency, state: 'pending', reason: 'surplus', idempotencyKey: `refund:${id}`, createdAt: now, updatedAt: now,
  } })
  await placeCoinRefund(ctx, { refundId: id, paymentId, amountMinor: minor, currency, destination: address })
  await ctx.record(paymentId, { refundId: id, amountMinor: minor, currency, address })
  return (await db.coinRefund.findMany({ where: { clientId, refundId: id }, orderBy: { id: 'asc' }, select: coinRefundFields })).map(coinRefundView)
})

/**
 * Says where a refund's coins are to go, or says it anew while nobody has signed it.
 * @throws DomainError not_found, invalid_input (no address of its network), invalid_state (sent or canceled)
 */
export const setCoinRefundAddress = command('billing.setCoinRefundAddress', SetCoinRefundAddressInput, async (ctx, { id, address }): Promise<CoinRefundView> => {
  const { db, clientId, clock } = ctx
  const row = await db.coinRefund.findUnique({ where: { clientId_id: { clientId, id } }, select: { network: true } })
  if (!row) throw notFound('refund')
  if (!isAddressOf(ctx, row.network, address)) throw invalidField('address', 'coinAddress')
  const { count } = await db.coinRefund.updateMany({
    where: { clientId, id, state: { in: ['needs_address', 'needs_operator'] } }, data: { destination: address, state: 'needs_operator', updatedAt: clock.now() },
  })
  if (count === 0) throw new DomainError('invalid_state', { internal: 'sent or canceled' })
  await ctx.record(id, { address })
  return coinRefundView(await db.coinRefund.findUniqueOrThrow({ where: { clientId_id: { clientId, id } }, select: coinRefundFields }))
})
