import { clientDb } from '@/lib/db/client-db'
import { lockClient } from '@/lib/db/locks'
import { authorize, command, type Verb } from '@/lib/domain/command'
import type { ClientCtx, ClientRun } from '@/lib/domain/context'
import { toJson } from '@/lib/domain/events/record'
import { parseInput } from '@/lib/domain/parse'
import { days, minutes, plus } from '@/lib/kernel/clock'
import { DomainError, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import type { CoinAsset } from '@/lib/providers/chains/types'
import { lockInvoice, lockPayment } from '../invoices/lock-invoice'
import { balanceOf } from '../invoices/settled'
import { isFollowed, sourceOf } from './coin-options'
import { findRate } from './find-rate'
import { getCoinPayment } from './get-coin-payment'
import { issueCoinAddress } from './issue-address'
import { quoteAt, readCoins, underWayMinor } from './read-coins'
import { ChooseCoinInput } from './schema'
import { leastUnits, unitsFor } from './units'
import type { CoinPaymentView } from './view'

/** How long a price holds: coins whose price moves, and one that stands still. */
const holdsMs: Record<CoinAsset, number> = { BTC: minutes(15), ETH: minutes(15), USDT: minutes(30) }

/** Why a coin cannot be chosen; the code is a key under `coins.reasons`. */
const refusal = (code: 'chain_down' | 'no_rate' | 'below_minimum' | 'under_way' | 'closed'): DomainError =>
  new DomainError(code === 'closed' || code === 'under_way' ? 'invalid_state' : 'unavailable', { field: 'asset', params: { what: code }, internal: code })

const placeQuote = command('billing.chooseCoin', ChooseCoinInput, async (ctx, { paymentId, asset }): Promise<void> => {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const { invoiceId } = await lockPayment(db, clientId, paymentId)
  const invoice = await lockInvoice(db, clientId, invoiceId)
  const payment = await lockPayment(db, clientId, paymentId)
  if (payment.provider !== 'crypto' || !['awaiting_customer', 'processing'].includes(payment.state)) throw refusal('closed')
  const coins = await readCoins(db, clientId, paymentId)
  const dueMinor = balanceOf(invoice) - underWayMinor(coins.arrivals)
  if (dueMinor <= 0n) throw refusal('under_way')
  const standing = quoteAt(coins.quotes, asset, clock.now())
  const id = standing?.fiatMinor === dueMinor ? standing.id : await quote(ctx, payment, asset, dueMinor)
  await ctx.record(paymentId, { asset, quoteId: id, fiatMinor: dueMinor, currency: payment.currency })
})

/** So many addresses a client is given in a day: each is looked at for a week, and an operator's wallet looks only so far past unused ones. */
const addressesPerDay = 30

/** @throws DomainError rate_limited */
async function assertFewAddresses({ db, clientId, clock }: ClientRun, paymentId: string, network: string): Promise<void> {
  if ((await db.coinAddress.count({ where: { clientId, paymentId, network } })) > 0) return
  const lately = await db.coinAddress.count({ where: { clientId, createdAt: { gt: plus(clock.now(), -days(1)) } } })
  if (lately >= addressesPerDay) throw new DomainError('rate_limited', { retryAfterSeconds: 3_600, params: { retryAfterSeconds: 3_600 }, internal: 'too many addresses for coins in a day' })
}

/** A new price on the payment's address of the coin's chain. */
async function quote(ctx: ClientRun, payment: { id: string; currency: string; mode: string }, asset: CoinAsset, fiatMinor: bigint): Promise<string> {
  const { db, clientId, clock } = ctx
  const { id: paymentId, currency, mode } = payment
  const now = clock.now()
  const source = sourceOf(ctx, asset, mode)
  if (!source) throw new DomainError('not_configured', { params: { what: asset } })
  const { usable } = await findRate(db, { asset, currency, mode }, now)
  if (!usable) throw refusal('no_rate')
  const { rate, sources, spreadBps, isStatic, observedAt } = usable
  const units = unitsFor(fiatMinor, currency, rate, asset)
  if (units < leastUnits[asset]) throw refusal('below_minimum')
  await assertFewAddresses(ctx, paymentId, source.network)
  const { id: addressId } = await issueCoinAddress(db, clock, source, { clientId, paymentId, asset })
  const { id } = await db.coinQuote.create({
    select: { id: true },
    data: {
      id: newId('cqt', now), clientId, paymentId, addressId, asset, rate, sources: toJson(sources), spreadBps, isStatic, observedAt, currency, fiatMinor,
      units: units.toString(), createdAt: now, endsAt: plus(now, holdsMs[asset]),
    },
  })
  await db.payment.update({ where: { clientId_id: { clientId, id: paymentId } }, data: { updatedAt: now }, select: { id: true } })
  return id
}

/**
 * Chooses the coin to pay with, or renews its price: gives the address, the amount and until when it holds. A price that still holds
 * for what is due is answered again.
 * @throws DomainError not_found, not_configured, invalid_state (ended, or enough is under way), unavailable (no rate, chain not followed),
 *   rate_limited (too many addresses in a day)
 */
export const chooseCoin: Verb<ClientCtx, typeof ChooseCoinInput, CoinPaymentView> = Object.assign(
  async (ctx: ClientCtx, raw: Parameters<typeof placeQuote>[1]): Promise<CoinPaymentView> => {
    authorize(ctx, 'billing.chooseCoin', true)
    const { paymentId, asset } = parseInput(ChooseCoinInput, raw)
    const { clientId } = ctx
    const db = ctx.db ?? clientDb(clientId)
    const payment = await db.payment.findUnique({ where: { clientId_id: { clientId, id: paymentId } }, select: { mode: true } })
    if (!payment) throw notFound('payment')
    const source = sourceOf(ctx, asset, payment.mode)
    if (source && !(await isFollowed(db, source, ctx.clock.now()))) throw refusal('chain_down')
    await placeQuote(ctx, raw)
    return getCoinPayment(ctx, { paymentId })
  },
  { meta: placeQuote.meta },
)
