import fc from 'fast-check'
import { expect } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { cancelCoinRefund, ignoreCoinArrival, markCoinRefundSent } from '@/lib/domain/admin'
import { payInvoice } from '@/lib/domain/billing'
import { chooseCoin } from '@/lib/domain/billing/coins/choose-coin'
import { requestCoinRefund } from '@/lib/domain/billing/coins/request-coin-refund'
import { balanceOf, settledFields } from '@/lib/domain/billing/invoices/settled'
import { settleSubscription } from '@/lib/domain/billing/subscriptions/settle-subscription'
import { ledgerBalance } from '@/lib/domain/ledger'
import { hours, minutes } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { picosPerMinor } from '@/lib/kernel/rate'
import { CoinStand, type CoinCustomer } from './coin-stand'
import { staffCtx } from './contexts'
import { payAtSandbox } from './paying-client'

type Step =
  | { kind: 'arrive'; asset: 'BTC' | 'USDT'; percent: number; isSure: boolean }
  | { kind: 'sure' | 'gone' | 'unmined' | 'ours'; nth: number }
  | { kind: 'wait'; minutes: number; percent: number }
  | { kind: 'choose'; asset: 'BTC' | 'USDT' }
  | { kind: 'card' | 'again' | 'ask' | 'sent' | 'giveUp' | 'dayLater' }

const nth = fc.nat(7)
const coin = fc.constantFrom('BTC' as const, 'USDT' as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('arrive' as const), asset: coin, percent: fc.integer({ min: 1, max: 160 }), isSure: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('sure' as const, 'gone' as const, 'unmined' as const, 'ours' as const), nth }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 40 }), percent: fc.integer({ min: 80, max: 120 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('choose' as const), asset: coin }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('card' as const, 'again' as const, 'ask' as const, 'sent' as const, 'giveUp' as const, 'dayLater' as const) }) },
)

/** What may happen to one payment with coins, in any order. */
export const coinHistory = fc.array(step, { minLength: 4, maxLength: 14 })

const home = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const homeOnEthereum = '0x52908400098527886E0F7030069857D2E4169EE7'

/** An act that its rules refuse changes nothing, which the books then show. */
const mayRefuse = (act: Promise<unknown>): Promise<unknown> => act.catch((error: unknown) => { if (!(error instanceof DomainError)) throw error })

class Story {
  constructor(private readonly stand: CoinStand, private readonly customer: CoinCustomer) {}

  async take(one: Step): Promise<void> {
    const { stand, customer } = this
    switch (one.kind) {
      case 'arrive': return void (await stand.arrive(customer, { asset: one.asset, units: (one.asset === 'BTC' ? 580n : 290_000n) * BigInt(one.percent), ...(one.isSure ? { confirmations: 20, isFinal: true } : {}) }))
      case 'sure': return this.change(one.nth, { goneAt: null, confirmations: 20, isFinal: true })
      case 'gone': return this.change(one.nth, { confirmations: 0, isFinal: false, blockHeight: null, goneAt: stand.clock.now() })
      case 'unmined': return this.change(one.nth, { goneAt: null, confirmations: 0, isFinal: false, blockHeight: null })
      case 'ours': return this.ignore(one.nth)
      case 'wait': {
        stand.clock.advance(minutes(one.minutes))
        return stand.at({ BTC: String(500 * one.percent), USDT: '1' })
      }
      case 'dayLater': return this.dayLater()
      case 'choose': return void (await mayRefuse(chooseCoin(customer.ctx, { paymentId: customer.paymentId, asset: one.asset })))
      case 'card': return this.payByCard()
      case 'again': return void (await Promise.all([stand.settle(customer.paymentId), stand.settle(customer.paymentId), stand.settle(customer.paymentId)]))
      case 'ask': return void (await Promise.all([home, homeOnEthereum].map((address) => mayRefuse(requestCoinRefund(customer.ctx, { paymentId: customer.paymentId, address })))))
      case 'sent': return this.onRefunds((id) => markCoinRefundSent(this.staff, { id, txHash: 'f'.repeat(64) }))
      case 'giveUp': return this.onRefunds((id) => cancelCoinRefund(this.staff, { id, note: 'Not wanted any more' }))
    }
  }

  private get staff() { return staffCtx('finance', this.stand.clock, this.stand.providers) }

  private async arrivalAt(at: number): Promise<string | null> {
    const rows = await platformDb.coinArrival.findMany({ where: { clientId: this.customer.clientId }, orderBy: { id: 'asc' }, select: { id: true } })
    return rows[at % Math.max(rows.length, 1)]?.id ?? null
  }

  private async change(at: number, data: Parameters<CoinStand['change']>[1]): Promise<void> {
    const id = await this.arrivalAt(at)
    if (id !== null) await this.stand.change(id, data)
  }

  /** Staff say that coins are the house's own, twice at once. */
  private async ignore(at: number): Promise<void> {
    const id = await this.arrivalAt(at)
    if (id !== null) await Promise.all([1, 2].map(() => mayRefuse(ignoreCoinArrival(this.staff, { id, note: 'Gas to move tokens on' }))))
  }

  /** The card and the chain at the same time. */
  private async payByCard(): Promise<void> {
    const { customer, stand } = this
    const card = await payInvoice(customer.ctx, { id: customer.invoiceId, provider: 'sandbox' }).catch(() => null)
    if (card?.provider !== 'sandbox') return
    await Promise.all([mayRefuse(payAtSandbox(customer, card.id)), stand.settle(customer.paymentId)])
    await stand.settle(customer.paymentId)
  }

  /** The order is given up if it was not paid whole by then. */
  private async dayLater(): Promise<void> {
    const { customer, stand } = this
    stand.clock.advance(hours(25))
    await stand.at({ BTC: '50000', USDT: '1' })
    await settleSubscription({ ...customer.ctx, actor: { kind: 'system', job: 'billing' } }, { id: customer.subscriptionId })
    await stand.settle(customer.paymentId)
  }

  private async onRefunds(act: (id: string) => Promise<unknown>): Promise<void> {
    const rows = await platformDb.coinRefund.findMany({ where: { clientId: this.customer.clientId, state: 'needs_operator' }, select: { id: true } })
    for (const { id } of rows) await mayRefuse(act(id))
  }

  /** The chain, the attempt, the invoice, the wallet and the ledger say the same. */
  async expectRight(): Promise<void> {
    const { clientId, invoiceId, paymentId } = this.customer
    const own = (kind: 'receivable' | 'wallet') => ledgerBalance(platformDb, { clientId, kind, currency: 'USD', mode: 'test' })
    const [invoice, payment, arrivals, refunds, wallet, clearing] = [
      await platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId }, select: { paymentStatus: true, ...settledFields } }),
      await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId }, select: { state: true, amountMinor: true, refundedMinor: true } }),
      await platformDb.coinArrival.findMany({ where: { clientId }, select: { valueMinor: true, bookedAt: true, reversedAt: true } }),
      await platformDb.refund.findMany({ where: { clientId }, select: { amountMinor: true, state: true } }),
      await platformDb.wallet.findUnique({ where: { clientId }, select: { balancePicos: true, grants: { select: { remainingPicos: true } } } }),
      await platformDb.ledgerEntry.aggregate({ where: { transaction: { clientId }, account: { kind: 'clearing_crypto' } }, _sum: { amountMinor: true } }),
    ]
    const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n)
    const booked = sum(arrivals.filter((one) => one.bookedAt && !one.reversedAt).map((one) => one.valueMinor ?? 0n))
    const inState = (...states: string[]) => sum(refunds.filter(({ state }) => states.includes(state)).map(({ amountMinor }) => amountMinor))
    expect(clearing._sum.amountMinor ?? 0n).toBe(booked - inState('succeeded'))
    expect(await own('receivable')).toBe(balanceOf(invoice) - inState('requested', 'pending'))
    expect(-(await own('wallet')) * picosPerMinor('USD')).toBe(wallet?.balancePicos ?? 0n)
    expect(sum((wallet?.grants ?? []).map(({ remainingPicos }) => remainingPicos))).toBe(wallet?.balancePicos ?? 0n)
    expect(invoice.paymentStatus === 'paid').toBe(invoice.documentStatus === 'open' && balanceOf(invoice) === 0n)
    expect(payment.refundedMinor).toBe(inState('requested', 'pending', 'succeeded'))
    if (payment.state === 'succeeded') expect(payment.amountMinor).toBe(booked > payment.refundedMinor ? booked : payment.refundedMinor)
    expect(await platformDb.payment.count({ where: { invoiceId, state: { in: ['created', 'awaiting_customer', 'processing', 'unknown'] } } })).toBeLessThanOrEqual(1)
  }
}

/** Lives one history and looks at the books after each step. */
export async function liveCoinHistory(steps: readonly Step[]): Promise<void> {
  await platformDb.coinRate.deleteMany()
  const stand = new CoinStand(new Date('2026-11-22T12:00:00Z'))
  await stand.at({ BTC: '50000', ETH: '2500', USDT: '1' })
  const customer = await stand.customer()
  for (const asset of ['BTC', 'USDT'] as const) await chooseCoin(customer.ctx, { paymentId: customer.paymentId, asset })
  const story = new Story(stand, customer)
  for (const one of steps) {
    await story.take(one)
    await story.expectRight()
  }
}
