import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { hours, minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { CoinStand } from '@/lib/testing/coin-stand'
import { seedCatalog } from '@/prisma/seed/catalog'

const start = new Date('2026-11-22T12:00:00Z')
const rates = { BTC: '50000', ETH: '2500', USDT: '1' } // 29.00 = 58,000 satoshi = 0.0116 ETH = 29 USDT
let stand: CoinStand

beforeAll(() => seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z')))
beforeEach(async () => {
  stand = await CoinStand.begin(start, rates)
})
afterAll(closePool)

describe('a price', () => {
  it('is asked for and paid: seen, then sure, then booked once', async () => {
    const customer = await stand.customer()
    expect(await stand.view(customer)).toMatchObject({ status: 'waiting', state: 'awaiting_customer', asset: null, fiatDueMinor: 2_900n, coins: [{ asset: 'BTC', isAvailable: true }, { asset: 'ETH' }, { asset: 'USDT' }] })
    const asked = await stand.choose(customer)
    expect(asked).toMatchObject({ asset: 'BTC', network: 'bitcoin-regtest', amountText: '0.00058', rate: '50000', quoteEndsAt: plus(start, minutes(15)), status: 'waiting' })
    expect(asked.uri).toBe(`bitcoin:${asked.address}?amount=0.00058`)
    const arrival = await stand.arrive(customer, { asset: 'BTC', units: 58_000n })
    expect(await stand.view(customer)).toMatchObject({ status: 'seen', state: 'processing', fiatDueMinor: 0n, receivedMinor: 0n, amountText: null, received: [{ status: 'seen', confirmations: 0, needed: 1, amountText: '0.00058', valueMinor: 2_900n, isLate: false }] })
    expect((await stand.moved(customer)).clearing).toBe(0n)
    await stand.change(arrival, { confirmations: 1 })
    await stand.change(arrival, { confirmations: 2 })
    expect(await stand.view(customer)).toMatchObject({ status: 'paid', state: 'succeeded', receivedMinor: 2_900n, surplusMinor: 0n, received: [{ status: 'booked' }] })
    expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n, crumbs: 0n, losses: 0n })
    expect(await platformDb.subscription.findUnique({ where: { id: customer.subscriptionId } })).toMatchObject({ status: 'active' })
    expect(await stand.receipts(customer)).toBe(1)
  })

  it('that is not met by half a percent is met: the crumb is the house’s', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    await stand.arrive(customer, { asset: 'BTC', units: 57_720n, confirmations: 1 }) // 28.86; half a percent of 29.00 is 0.14
    expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_886n, crumbs: 14n, losses: 0n })
    expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded', amountMinor: 2_886n })
  })

  it('that is not met by more leaves the rest to be paid at the same address, at the same price while it holds', async () => {
    const customer = await stand.customer()
    const { address } = await stand.choose(customer)
    await stand.arrive(customer, { asset: 'BTC', units: 57_700n, confirmations: 1 }) // 28.85
    expect(await stand.view(customer)).toMatchObject({ status: 'partly', state: 'awaiting_customer', fiatDueMinor: 15n, address, amountText: '0.000003', receivedMinor: 2_885n })
    expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'partially_paid', paidMinor: 2_885n })
    await stand.arrive(customer, { asset: 'BTC', units: 300n, confirmations: 1 })
    expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n, crumbs: 0n, losses: 0n })
  })

  it('that has ended is renewed for the rest at the rate of now, at the same address', async () => {
    const customer = await stand.customer()
    const first = await stand.choose(customer, 'USDT')
    expect(first).toMatchObject({ amountText: '29', quoteEndsAt: plus(start, minutes(30)) })
    await stand.arrive(customer, { asset: 'USDT', units: 9_000_000n, confirmations: 12 })
    stand.clock.set(plus(start, minutes(30)))
    expect(await stand.view(customer)).toMatchObject({ status: 'partly', amountText: null, quoteEndsAt: null, fiatDueMinor: 2_000n })
    await stand.at({ ...rates, USDT: '0.98' })
    const second = await stand.choose(customer, 'USDT')
    expect(second).toMatchObject({ address: first.address, amountText: '20.408164', fiatDueMinor: 2_000n, quoteEndsAt: plus(start, minutes(60)) })
    await stand.arrive(customer, { asset: 'USDT', units: 20_408_164n, confirmations: 12 })
    expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded', amountMinor: 2_900n })
  })

  it('that still holds is answered again, and two who ask at once get one address', async () => {
    const customer = await stand.customer()
    const views = await Promise.all([stand.choose(customer), stand.choose(customer), stand.choose(customer)])
    expect(new Set(views.map(({ address }) => address)).size).toBe(1)
    expect([await platformDb.coinAddress.count({ where: { paymentId: customer.paymentId } }), await platformDb.coinQuote.count({ where: { paymentId: customer.paymentId } })]).toEqual([1, 1])
    const ether = await stand.choose(customer, 'ETH')
    const tether = await stand.choose(customer, 'USDT')
    expect(ether).toMatchObject({ amountText: '0.0116' })
    expect([tether.address, tether.address === views[0]?.address]).toEqual([ether.address, false])
  })

  it('is given on thirty new addresses a day and no more, and on those there are as before', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    const { id: _id, ...row } = await platformDb.coinAddress.findFirstOrThrow({ where: { paymentId: customer.paymentId } })
    const payments = Array.from({ length: 29 }, () => newId('pay'))
    await platformDb.payment.createMany({ data: payments.map((id) => ({
      id, clientId: customer.clientId, invoiceId: customer.invoiceId, provider: 'crypto', mode: 'test', amountMinor: 2_900n, currency: 'USD', state: 'canceled', idempotencyKey: id, createdAt: start, updatedAt: start,
    })) })
    await platformDb.coinAddress.createMany({ data: payments.map((paymentId, at) => ({ ...row, id: newId('cad'), paymentId, index: 1_000_000 + row.index * 100 + at, address: `elsewhere ${paymentId}` })) })
    await expect(stand.choose(customer, 'ETH')).rejects.toMatchObject({ code: 'rate_limited' })
    stand.clock.advance(minutes(15))
    await stand.at(rates)
    expect(await stand.choose(customer)).toMatchObject({ address: row.address, amountText: '0.00058' })
    stand.clock.advance(hours(24))
    await stand.at(rates)
    expect(await stand.choose(customer, 'ETH')).toMatchObject({ amountText: '0.0116' })
  })

  it('is not made without a rate, nor on a chain that nobody follows', async () => {
    stand.bitcoin.isUp = false
    const customer = await stand.customer()
    stand.clock.advance(minutes(5) + 1)
    expect((await stand.view(customer)).coins.map(({ reason }) => reason)).toEqual(['no_rate', 'no_rate', 'no_rate'])
    await expect(stand.choose(customer, 'ETH')).rejects.toMatchObject({ code: 'unavailable', internal: 'no_rate' })
    await stand.at(rates)
    expect((await stand.view(customer)).coins.map(({ reason }) => reason)).toEqual(['chain_down', null, null])
    await expect(stand.choose(customer)).rejects.toMatchObject({ code: 'unavailable', internal: 'chain_down' })
    await platformDb.chainCursor.update({ where: { network: 'eip155:31337' }, data: { readAt: plus(stand.clock.now(), -minutes(10) - 1) } })
    expect((await stand.view(customer)).coins.map(({ reason }) => reason)).toEqual(['chain_down', 'chain_down', 'chain_down'])
  })
})

describe('what comes beside the price', () => {
  it('more than asked becomes credit', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    await stand.arrive(customer, { asset: 'BTC', units: 78_000n, confirmations: 1 })
    expect(await stand.view(customer)).toMatchObject({ status: 'paid', surplusMinor: 1_000n, refundableMinor: 1_000n, receivedMinor: 3_900n })
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: -1_000n, clearing: 3_900n, crumbs: 0n, losses: 0n })
  })

  it('a second payment of a paid invoice becomes credit whole', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    await stand.arrive(customer, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    await stand.arrive(customer, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded', amountMinor: 5_800n })
    expect(await stand.moved(customer)).toEqual({ receivable: 0n, wallet: -2_900n, clearing: 5_800n, crumbs: 0n, losses: 0n })
  })

  it('coins after the end are worth what they were when seen: enough settles, less is a part', async () => {
    const [rich, poor] = [await stand.customer(), await stand.customer()]
    await stand.choose(rich)
    await stand.choose(poor)
    stand.clock.set(plus(start, minutes(16)))
    await stand.at({ BTC: '60000' })
    await stand.arrive(rich, { asset: 'BTC', units: 58_000n, confirmations: 0 })
    expect(await stand.view(rich)).toMatchObject({ status: 'late', received: [{ isLate: true, valueMinor: 3_480n }] })
    stand.clock.advance(minutes(6))
    await stand.at({ BTC: '40000' })
    await stand.arrive(poor, { asset: 'BTC', units: 58_000n, confirmations: 1 })
    expect(await stand.invoice(poor)).toMatchObject({ paymentStatus: 'partially_paid', paidMinor: 2_320n })
    await stand.settle(rich.paymentId)
    await platformDb.coinArrival.updateMany({ where: { clientId: rich.clientId }, data: { confirmations: 1, blockHeight: 91, blockHash: 'b' } })
    await stand.settle(rich.paymentId)
    expect(await stand.view(rich)).toMatchObject({ status: 'paid', surplusMinor: 580n })
  })

  it('coins that come while nobody knows a rate are valued at the first one after, and never lost', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    stand.clock.set(plus(start, hours(2)))
    const id = await stand.arrive(customer, { asset: 'BTC', units: 58_000n, confirmations: 3 })
    expect(await platformDb.coinArrival.findUnique({ where: { id } })).toMatchObject({ valueMinor: null, bookedAt: null })
    expect(await stand.payment(customer)).toMatchObject({ state: 'processing' })
    stand.clock.advance(minutes(1))
    await stand.at({ BTC: '51000' })
    await stand.settle(customer.paymentId)
    expect(await stand.view(customer)).toMatchObject({ status: 'paid', surplusMinor: 58n })
  })

  it('another coin at the address counts at its own rate', async () => {
    const customer = await stand.customer()
    await stand.choose(customer, 'ETH')
    await stand.arrive(customer, { asset: 'USDT', units: 29_000_000n, confirmations: 12 })
    expect(await stand.view(customer)).toMatchObject({ status: 'paid', received: [{ asset: 'USDT', isLate: true }] })
    expect(await stand.moved(customer)).toMatchObject({ receivable: 0n, clearing: 2_900n })
  })

  it('dust that is worth nothing is marked and moves nothing', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    const id = await stand.arrive(customer, { asset: 'BTC', units: 10n, confirmations: 1 })
    expect(await platformDb.coinArrival.findUnique({ where: { id } })).toMatchObject({ valueMinor: 0n, bookings: 1 })
    expect(await stand.payment(customer)).toMatchObject({ state: 'awaiting_customer', amountMinor: 2_900n })
  })
})

describe('how sure it must be', () => {
  it('grows with what all coins of the payment are worth', async () => {
    const customer = await stand.customer()
    await stand.choose(customer)
    await stand.arrive(customer, { asset: 'BTC', units: 150_000n, confirmations: 1 }) // 75.00
    expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded' })
    const second = await stand.arrive(customer, { asset: 'BTC', units: 150_000n, confirmations: 1 })
    expect((await stand.moved(customer)).clearing).toBe(7_500n)
    await stand.change(second, { confirmations: 2 })
    expect((await stand.moved(customer)).clearing).toBe(15_000n)
  })

  it('of a thousand dollars on Ethereum is a final block', async () => {
    const customer = await stand.customer()
    await stand.choose(customer, 'USDT')
    const id = await stand.arrive(customer, { asset: 'USDT', units: 1_000_000_000n, confirmations: 200 })
    expect(await stand.view(customer)).toMatchObject({ status: 'seen', received: [{ needed: null, status: 'seen' }] })
    await stand.change(id, { confirmations: 201, isFinal: true })
    expect(await stand.view(customer)).toMatchObject({ status: 'paid', surplusMinor: 97_100n })
  })
})
