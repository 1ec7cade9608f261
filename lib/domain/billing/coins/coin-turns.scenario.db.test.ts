import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { hours, minutes, plus } from '@/lib/kernel/clock'
import { CoinStand } from '@/lib/testing/coin-stand'
import { payAtSandbox } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { cancelPayment, payInvoice } from '../start-payment'
import { settleSubscription } from '../subscriptions/settle-subscription'
import { cancelTopUp } from '../wallet/close-top-up'
import { previewTopUp } from '../wallet/preview-top-up'
import { topUp } from '../wallet/top-up'

const start = new Date('2026-11-22T12:00:00Z')
const rates = { BTC: '50000', ETH: '2500', USDT: '1' } // 29.00 = 58,000 satoshi = 0.0116 ETH = 29 USDT
let stand: CoinStand

beforeAll(() => seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z')))
beforeEach(async () => {
  stand = await CoinStand.begin(start, rates)
})
afterAll(closePool)

describe('coins that go away', () => {
  it('before they were booked leave everything to be paid, and the raised fee keeps the price', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    const first = await stand.arrive(customer, { asset: 'BTC', units: 58_000n })
    stand.clock.set(plus(start, minutes(20)))
    await stand.at({ BTC: '40000' })
    await stand.change(first, { goneAt: stand.clock.now() })
    expect(await stand.view(customer)).toMatchObject({ status: 'expired', state: 'awaiting_customer', fiatDueMinor: 2_900n, received: [{ status: 'gone' }] })
    await stand.arrive(customer, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    expect(await stand.view(customer)).toMatchObject({ status: 'paid', surplusMinor: 0n })
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n, crumbs: 0n, losses: 0n })
  })

  it('keep their price for one payment in their place, at once', async () => {
    const [late, twice] = [await stand.customer(), await stand.customer()]
    for (const customer of [late, twice]) {
      await stand.choose(customer)
      await stand.change(await stand.arrive(customer, { asset: 'BTC', units: 58_000n }), { goneAt: start })
    }
    stand.clock.set(plus(start, minutes(59)))
    await stand.at({ BTC: '25000' })
    await stand.arrive(twice, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    await stand.arrive(twice, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    expect(await stand.view(twice)).toMatchObject({ status: 'paid', surplusMinor: 1_450n })
    stand.clock.set(plus(start, minutes(61)))
    await stand.at({ BTC: '25000' })
    await stand.arrive(late, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    expect(await stand.invoice(late)).toMatchObject({ paymentStatus: 'partially_paid', paidMinor: 1_450n })
  })

  it('and come back, or wait for their block, longer than a day are worth what they are then', async () => {
    const [back, slow] = [await stand.customer(), await stand.customer()]
    for (const customer of [back, slow]) await stand.choose(customer)
    const [gone, waiting] = [await stand.arrive(back, { asset: 'BTC', units: 58_000n }), await stand.arrive(slow, { asset: 'BTC', units: 58_000n })]
    await stand.change(gone, { goneAt: start })
    stand.clock.set(plus(start, hours(24) + 1))
    await stand.change(waiting, { confirmations: 1 })
    expect(await stand.view(slow)).toMatchObject({ state: 'processing', receivedMinor: 0n, received: [{ valueMinor: null }] })
    await stand.at({ BTC: '25000' })
    await stand.settle(slow.paymentId)
    await stand.change(gone, { goneAt: null, confirmations: 1 })
    for (const customer of [back, slow]) expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'partially_paid', paidMinor: 1_450n })
  })

  it('after they were booked open the invoice again, tell staff, and count again when they come back', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    const id = await stand.arrive(customer, { asset: 'BTC', units: 68_000n, confirmations: 1 }) // 34.00
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: -500n, clearing: 3_400n, crumbs: 0n, losses: 0n })
    await stand.change(id, { confirmations: 0, blockHeight: null })
    expect(await stand.moved(customer)).toEqual({ receivable: 2_900n, wallet: 0n, clearing: 0n, crumbs: 0n, losses: 0n })
    expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'unpaid', paidMinor: 0n })
    expect(await stand.payment(customer)).toMatchObject({ state: 'processing' })
    expect(await platformDb.reconciliationFinding.findMany({ where: { reference: id } })).toMatchObject([{ kind: 'missing_there', provider: 'crypto', oursMinor: 3_400n, theirsMinor: 0n, resolvedAt: null }])
    await stand.change(id, { confirmations: 1 })
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: -500n, clearing: 3_400n, crumbs: 0n, losses: 0n })
    expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded', amountMinor: 3_400n })
    await stand.change(id, { confirmations: 0, goneAt: stand.clock.now(), blockHeight: null })
    expect(await stand.payment(customer)).toMatchObject({ state: 'failed', failureCode: 'reversed' })
    expect(await stand.moved(customer)).toEqual({ receivable: 2_900n, wallet: 0n, clearing: 0n, crumbs: 0n, losses: 0n })
    expect((await payInvoice(customer.ctx, { id: customer.invoiceId, provider: 'crypto' })).id).not.toBe(customer.paymentId)
  })
})

describe('beside another way to pay', () => {
  it('coins on their way keep a second attempt from starting', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    await stand.arrive(customer, { asset: 'BTC', units: 58_000n })
    expect(await payInvoice(customer.ctx, { id: customer.invoiceId, provider: 'sandbox' })).toMatchObject({ id: customer.paymentId, state: 'processing' })
    await expect(cancelPayment(customer.ctx, { id: customer.paymentId })).rejects.toMatchObject({ code: 'invalid_state' })
  })

  it('coins that come after the card was charged become credit', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    const card = await payInvoice(customer.ctx, { id: customer.invoiceId, provider: 'sandbox' })
    await payAtSandbox(customer, card.id)
    await stand.arrive(customer, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded', amountMinor: 2_900n })
    expect(await stand.moved(customer)).toMatchObject({ receivable: 0n, wallet: -2_900n, clearing: 2_900n })
    expect(await stand.receipts(customer)).toBe(1)
  })

  it('coins that were all credit take only that with them when they go', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    const card = await payInvoice(customer.ctx, { id: customer.invoiceId, provider: 'sandbox' })
    await payAtSandbox(customer, card.id)
    const id = await stand.arrive(customer, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    await stand.change(id, { confirmations: 0, goneAt: stand.clock.now(), blockHeight: null })
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: 0n, clearing: 0n, crumbs: 0n, losses: 0n })
    expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
  })

  it('a part in coins and the rest by card pay one invoice', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    await stand.arrive(customer, { asset: 'BTC', units: 20_000n, confirmations: 1 })
    const card = await payInvoice(customer.ctx, { id: customer.invoiceId, provider: 'sandbox' })
    expect(card).toMatchObject({ amountMinor: 1_900n })
    await stand.settle(customer.paymentId)
    await payAtSandbox(customer, card.id)
    expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded', amountMinor: 1_000n })
    expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
    expect(await stand.moved(customer)).toMatchObject({ receivable: 0n, wallet: 0n, clearing: 1_000n })
  })
})

describe('at the same time', () => {
  it('any number who settle book once', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    await stand.arrive(customer, { asset: 'BTC', units: 78_000n })
    await platformDb.coinArrival.updateMany({ where: { clientId: customer.clientId }, data: { confirmations: 1, blockHeight: 90, blockHash: 'b' } })
    await Promise.all(Array.from({ length: 6 }, () => stand.settle(customer.paymentId)))
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: -1_000n, clearing: 3_900n, crumbs: 0n, losses: 0n })
  })

  it('coins and a card pay once, and what is twice is credit', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    const card = await payInvoice(customer.ctx, { id: customer.invoiceId, provider: 'sandbox' })
    await stand.arrive(customer, { asset: 'BTC', units: 58_000n })
    await platformDb.coinArrival.updateMany({ where: { clientId: customer.clientId }, data: { confirmations: 1, blockHeight: 90, blockHash: 'b' } })
    await Promise.all([payAtSandbox(customer, card.id), stand.settle(customer.paymentId), stand.settle(customer.paymentId)])
    expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
    expect(await stand.moved(customer)).toMatchObject({ receivable: 0n, wallet: -2_900n, clearing: 2_900n })
  })
})

describe('an order that is given up', () => {
  it('leaves what was paid of it as credit, which can be asked back', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    await stand.arrive(customer, { asset: 'BTC', units: 40_000n, confirmations: 1 })
    stand.clock.advance(hours(25))
    await settleSubscription({ ...customer.ctx, actor: { kind: 'system', job: 'billing' } }, { id: customer.subscriptionId })
    await stand.settle(customer.paymentId)
    expect(await platformDb.subscription.findUnique({ where: { id: customer.subscriptionId } })).toMatchObject({ status: 'expired' })
    expect(await stand.invoice(customer)).toMatchObject({ documentStatus: 'void', paidMinor: 0n })
    expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded', amountMinor: 2_000n })
    expect(await stand.view(customer)).toMatchObject({ surplusMinor: 2_000n, refundableMinor: 2_000n })
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: -2_000n, clearing: 2_000n, crumbs: 0n, losses: 0n })
  })

  it('waits while coins are on their way', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    const id = await stand.arrive(customer, { asset: 'BTC', units: 58_000n })
    stand.clock.advance(hours(25))
    await settleSubscription({ ...customer.ctx, actor: { kind: 'system', job: 'billing' } }, { id: customer.subscriptionId })
    expect(await stand.invoice(customer)).toMatchObject({ documentStatus: 'open' })
    await stand.at(rates) // after a day without a block they are worth what they are then
    await stand.change(id, { confirmations: 1 })
    expect(await platformDb.subscription.findUnique({ where: { id: customer.subscriptionId } })).toMatchObject({ status: 'active' })
  })

  it('as a top-up leaves what was paid of it as credit', async () => {
    const customer = await stand.customer()
    const { topUp: { id }, payment } = await topUp(customer.ctx, { ...(await previewTopUp(customer.ctx, { amountMinor: 5_000n })), amountMinor: 5_000n, provider: 'crypto' })
    const buyer = { ...customer, paymentId: payment?.id ?? '' }
    await stand.choose(buyer)
    await stand.arrive(buyer, { asset: 'BTC', units: 40_000n, confirmations: 1 })
    await cancelTopUp(customer.ctx, { id })
    expect(await stand.moved(customer)).toMatchObject({ receivable: 2_900n, wallet: -2_000n, clearing: 2_000n })
  })
})

describe('time', () => {
  it('ends the wait after seven days, and coins that come then are still booked', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    stand.clock.set(plus(start, hours(24 * 7)))
    await stand.settle(customer.paymentId)
    expect(await stand.payment(customer)).toMatchObject({ state: 'expired' })
    await stand.at(rates)
    await stand.arrive(customer, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded' })
    expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'paid' })
  })
})
