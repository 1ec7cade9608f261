import { z } from 'zod'
import { platformDb } from '@/lib/db/platform-db'
import { chooseCoin, getCoinPayment, previewSubscription, subscribe } from '@/lib/domain/billing'
import { followChains } from '@/lib/domain/billing/platform/chains/follow-chains'
import { settleCoinsById } from '@/lib/domain/billing/platform/coins/settle-coins'
import { ledgerBalance, type LedgerAccountKind } from '@/lib/domain/ledger'
import { FixedClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { ChainSource, CoinAsset } from '@/lib/providers/chains/types'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { cryptoPayments } from '@/lib/providers/payments/crypto/crypto-provider'
import type { Providers } from '@/lib/providers/types'
import { createTestClient, noProviders, systemCtx, type TestClient } from './contexts'
import { ScriptedChain } from './scripted-chain'

const Told = z.object({ paymentId: z.string() })

type Arrival = { asset: CoinAsset; units: bigint; confirmations?: number; isFinal?: boolean; txHash?: string; network?: string }

type Books = Record<'receivable' | 'wallet' | 'clearing' | 'crumbs' | 'losses', bigint>
const none: Books = { receivable: 0n, wallet: 0n, clearing: 0n, crumbs: 0n, losses: 0n }

/** Two chains whose arrivals the test writes (or real ones in their place), rates that it sets, a clock, and the sandbox beside them. */
export class CoinStand {
  readonly clock: FixedClock
  readonly bitcoin = new ScriptedChain('bitcoin-regtest', ['BTC'])
  readonly ethereum = new ScriptedChain('eip155:31337', ['ETH', 'USDT'])
  readonly providers: Providers
  private before: Books | undefined

  constructor(start: Date, real?: readonly ChainSource[]) {
    this.clock = new FixedClock(start)
    const chains = real ?? [this.bitcoin, this.ethereum]
    this.providers = { ...noProviders, chains, payments: { ...configuredPayments(this.clock), ...cryptoPayments(chains, 'test') } }
  }

  /** A stand where coins are worth so much and nothing has moved yet; rates of tests before are gone. */
  static async begin(start: Date, rates: Partial<Record<CoinAsset, string>>): Promise<CoinStand> {
    await platformDb.coinRate.deleteMany()
    const stand = new CoinStand(start)
    await stand.at(rates)
    stand.before = await stand.books({ clientId: 'nobody' })
    return stand
  }

  /** The chains have been read now, and a coin is worth so much. */
  async at(rates: Partial<Record<CoinAsset, string>>, currency = 'USD'): Promise<void> {
    const now = this.clock.now()
    for (const { network } of this.providers.chains) await platformDb.chainCursor.upsert({ where: { network }, create: { network, readAt: now }, update: { readAt: now } })
    await platformDb.coinRate.createMany({ data: Object.entries(rates).map(([asset, rate]) => ({
      id: newId('crt', now), asset, currency, state: 'accepted', rate, last: rate, sources: [{ source: 'kraken', bid: rate, last: rate, observedAt: now.toISOString() }], observedAt: now, createdAt: now,
    })) })
  }

  /** A new client who owes the Pro plan's 29.00 and stands before the page of coins. */
  async customer(): Promise<CoinCustomer> {
    const client = await createTestClient({ clock: this.clock, providers: this.providers })
    const { frozenAt, hash } = await previewSubscription(client.ctx, { planCode: 'pro', interval: 'month' })
    const { subscription, invoiceId, payment } = await subscribe(client.ctx, { planCode: 'pro', interval: 'month', frozenAt, hash, provider: 'crypto' })
    return { ...client, subscriptionId: subscription.id, invoiceId: invoiceId ?? '', paymentId: payment?.id ?? '' }
  }

  /** Coins come to the payment's address on the coin's chain, as the follower writes it. Without confirmations they wait in the mempool. */
  async arrive({ clientId, paymentId }: Pick<CoinCustomer, 'clientId' | 'paymentId'>, { asset, units, confirmations = 0, isFinal = false, txHash = newId('req') }: Arrival): Promise<string> {
    const network = asset === 'BTC' ? this.bitcoin.network : this.ethereum.network
    const { id: addressId } = await platformDb.coinAddress.findUniqueOrThrow({ where: { paymentId_network: { paymentId, network } }, select: { id: true } })
    const id = newId('car')
    await platformDb.coinArrival.create({ data: {
      id, clientId, addressId, network, asset, key: `${txHash}:0`, units: units.toString(), txHash, seenAt: this.clock.now(), confirmations, isFinal, ...(confirmations > 0 ? { blockHeight: 90, blockHash: 'b' } : {}),
    } })
    await this.settle(paymentId)
    return id
  }

  /** The chain says something else of an arrival now. */
  async change(id: string, data: { confirmations?: number; isFinal?: boolean; blockHeight?: number | null; goneAt?: Date | null }): Promise<void> {
    const { owner } = await platformDb.coinArrival.update({
      where: { id }, data: { ...data, ...(data.confirmations ? { blockHeight: 90, blockHash: 'b' } : data.blockHeight === null ? { blockHash: null } : {}) }, select: { owner: { select: { paymentId: true } } },
    })
    await this.settle(owner.paymentId)
  }

  /** The worker's pass: the chains are read, and the money side hears of what was new. */
  async follow(): Promise<void> {
    const ctx = systemCtx('follow_chains', this.clock, this.providers)
    for (const { failure } of await followChains(ctx)) if (failure !== null) throw new Error(failure)
    const told = await platformDb.outboxMessage.findMany({ where: { topic: 'coins.settle', processedAt: null }, orderBy: { id: 'asc' }, select: { id: true, payload: true } })
    for (const { id, payload } of told) {
      await settleCoinsById(ctx, Told.parse(payload).paymentId)
      await platformDb.outboxMessage.update({ where: { id }, data: { processedAt: this.clock.now() }, select: { id: true } })
    }
  }

  settle(paymentId: string): Promise<void> {
    return settleCoinsById(systemCtx('coins.settle', this.clock, this.providers), paymentId)
  }

  choose({ ctx, paymentId }: CoinCustomer, asset: CoinAsset = 'BTC') {
    return chooseCoin(ctx, { paymentId, asset })
  }

  view({ ctx, paymentId }: Pick<CoinCustomer, 'ctx' | 'paymentId'>) {
    return getCoinPayment(ctx, { paymentId })
  }

  /** What stands where, in minor units; debits are positive. Platform accounts are of the whole suite. */
  async books({ clientId }: Pick<CoinCustomer, 'clientId'>): Promise<Books> {
    const own = (kind: LedgerAccountKind) => ledgerBalance(platformDb, { clientId, kind, currency: 'USD', mode: 'test' })
    const platform = (kind: LedgerAccountKind) => ledgerBalance(platformDb, { clientId: null, kind, currency: 'USD', mode: 'test' })
    return { receivable: await own('receivable'), wallet: await own('wallet'), clearing: await platform('clearing_crypto'), crumbs: await platform('rate_gain_loss'), losses: await platform('write_offs') }
  }

  /** What stands where now, the platform's accounts less what stood there when the stand began. */
  async moved(customer: Pick<CoinCustomer, 'clientId'>) {
    const [now, before] = [await this.books(customer), this.before ?? none]
    return { receivable: now.receivable, wallet: now.wallet, clearing: now.clearing - before.clearing, crumbs: now.crumbs - before.crumbs, losses: now.losses - before.losses }
  }

  receipts({ clientId }: Pick<CoinCustomer, 'clientId'>): Promise<number> {
    return platformDb.outboxMessage.count({ where: { clientId, topic: 'mail', payload: { path: ['template'], equals: 'receipt' } } })
  }

  invoice({ invoiceId }: Pick<CoinCustomer, 'invoiceId'>) {
    return platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId }, select: { paidMinor: true, paymentStatus: true, documentStatus: true } })
  }

  payment({ paymentId }: Pick<CoinCustomer, 'paymentId'>) {
    return platformDb.payment.findUniqueOrThrow({ where: { id: paymentId }, select: { state: true, amountMinor: true, refundedMinor: true, failureCode: true } })
  }
}

export type CoinCustomer = TestClient & { subscriptionId: string; invoiceId: string; paymentId: string }
