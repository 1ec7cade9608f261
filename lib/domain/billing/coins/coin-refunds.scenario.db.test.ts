import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { cancelCoinRefund, ignoreCoinArrival, listCoinAddresses, coinBalances, listCoinRefunds, markCoinRefundSent, refundInvoice } from '@/lib/domain/admin'
import { days, hours, plus } from '@/lib/kernel/clock'
import { CoinStand, type CoinCustomer } from '@/lib/testing/coin-stand'
import { staffCtx, systemCtx } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { reconcile } from '../platform/reconcile'
import { settleOpenRefunds, startRefundById } from '../platform/run-refunds'
import { chooseCoin } from './choose-coin'
import { requestCoinRefund, setCoinRefundAddress } from './request-coin-refund'

const start = new Date('2026-11-22T12:00:00Z')
const home = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const tx = 'a'.repeat(64)
let stand: CoinStand

beforeAll(() => seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z')))
beforeEach(async () => {
  stand = await CoinStand.begin(start, { BTC: '50000', ETH: '2500', USDT: '1' })
})
afterAll(closePool)

const staff = () => staffCtx('finance', stand.clock, stand.providers)

async function paid(units: bigint): Promise<CoinCustomer> {
  const customer = await stand.customer()
  await chooseCoin(customer.ctx, { paymentId: customer.paymentId, asset: 'BTC' })
  await stand.arrive(customer, { asset: 'BTC', units, confirmations: 1 })
  return customer
}

async function moved(customer: CoinCustomer) {
  const { receivable, wallet, clearing } = await stand.moved(customer)
  return { receivable, wallet, clearing }
}

describe('a surplus', () => {
  it('asked back leaves the wallet at once, and the books when the operator has sent it: the same share of the coins', async () => {
    const customer = await paid(78_000n) // 39.00: ten of it too much
    const ask = { paymentId: customer.paymentId, address: home }
    const [refund] = await requestCoinRefund(customer.ctx, { ...ask, amountMinor: 400n })
    expect(refund).toMatchObject({ amountMinor: 400n, amountText: '0.00008', state: 'needs_operator', destination: home, asset: 'BTC' })
    expect(await moved(customer)).toEqual({ receivable: -400n, wallet: -600n, clearing: 3_900n })
    expect(await stand.view(customer)).toMatchObject({ refundableMinor: 600n, refunds: [{ state: 'needs_operator' }] })
    expect((await listCoinRefunds(staff(), { state: 'needs_operator' })).data).toMatchObject([{ id: refund?.id, clientId: customer.clientId }])
    const sent = await markCoinRefundSent(staff(), { id: refund?.id ?? '', txHash: tx })
    expect(sent).toMatchObject({ state: 'sent', txHash: tx })
    expect(await moved(customer)).toEqual({ receivable: 0n, wallet: -600n, clearing: 3_500n })
    await expect(markCoinRefundSent(staff(), { id: refund?.id ?? '', txHash: tx })).rejects.toMatchObject({ code: 'invalid_state' })
    expect(await platformDb.refund.findFirst({ where: { paymentId: customer.paymentId } })).toMatchObject({ state: 'succeeded' })
  })

  it('is never asked back twice, above what is left, or to an address of another network', async () => {
    const customer = await paid(78_000n)
    const ask = { paymentId: customer.paymentId, address: home }
    await expect(requestCoinRefund(customer.ctx, { ...ask, amountMinor: 1_001n })).rejects.toMatchObject({ code: 'invalid_input', fields: { amountMinor: { code: 'aboveSurplus' } } })
    await expect(requestCoinRefund(customer.ctx, { ...ask, address: '0x52908400098527886E0F7030069857D2E4169EE7' })).rejects.toMatchObject({ fields: { address: { code: 'coinAddress' } } })
    const asked = await Promise.allSettled(Array.from({ length: 4 }, () => requestCoinRefund(customer.ctx, { ...ask, amountMinor: 600n })))
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await stand.payment(customer)).toMatchObject({ refundedMinor: 600n, amountMinor: 3_900n })
    expect(await moved(customer)).toEqual({ receivable: -600n, wallet: -400n, clearing: 3_900n })
  })

  it('asked back and given up by staff is credit again', async () => {
    const customer = await paid(78_000n)
    const [refund] = await requestCoinRefund(customer.ctx, { paymentId: customer.paymentId, address: home })
    await cancelCoinRefund(staff(), { id: refund?.id ?? '', note: 'The client changed their mind' })
    expect(await moved(customer)).toEqual({ receivable: 0n, wallet: -1_000n, clearing: 3_900n })
    expect(await stand.payment(customer)).toMatchObject({ refundedMinor: 0n })
    await expect(setCoinRefundAddress(customer.ctx, { id: refund?.id ?? '', address: home })).rejects.toMatchObject({ code: 'invalid_state' })
  })
})

describe('a surplus asked back whose coins do not stay', () => {
  it('is given up before the operator signs it, and nothing is lost', async () => {
    const customer = await paid(78_000n)
    const [refund] = await requestCoinRefund(customer.ctx, { paymentId: customer.paymentId, address: home })
    const arrival = await platformDb.coinArrival.findFirstOrThrow({ where: { clientId: customer.clientId } })
    await stand.change(arrival.id, { confirmations: 0, goneAt: start, blockHeight: null })
    expect(await stand.view(customer)).toMatchObject({ state: 'failed', refunds: [{ state: 'canceled' }] })
    await expect(markCoinRefundSent(staff(), { id: refund?.id ?? '', txHash: tx })).rejects.toMatchObject({ code: 'invalid_state' })
    expect(await moved(customer)).toEqual({ receivable: 2_900n, wallet: 0n, clearing: 0n })
    expect(await stand.payment(customer)).toMatchObject({ refundedMinor: 0n })
  })

  it('stays asked as far as other coins cover it', async () => {
    const customer = await paid(78_000n)
    const second = await stand.arrive(customer, { asset: 'BTC', units: 20_000n, confirmations: 2 })
    await requestCoinRefund(customer.ctx, { paymentId: customer.paymentId, address: home, amountMinor: 900n })
    await requestCoinRefund(customer.ctx, { paymentId: customer.paymentId, address: home, amountMinor: 500n })
    await stand.change(second, { confirmations: 0, goneAt: start, blockHeight: null })
    expect((await stand.view(customer)).refunds.map(({ amountMinor, state }) => [amountMinor, state])).toEqual([[500n, 'canceled'], [900n, 'needs_operator']])
    expect(await moved(customer)).toEqual({ receivable: -900n, wallet: -100n, clearing: 3_900n })
  })
})

describe('a refund of an invoice', () => {
  it('paid in coins waits for an address and the operator, and gives back no more than came', async () => {
    const customer = await paid(57_720n) // 28.86; 0.14 was forgiven
    const system = systemCtx('refunds', stand.clock, stand.providers)
    await refundInvoice(staff(), { id: customer.invoiceId, reason: 'goodwill', memo: null, kind: 'full' } as never)
    const refund = await platformDb.refund.findFirstOrThrow({ where: { paymentId: customer.paymentId } })
    expect(refund).toMatchObject({ amountMinor: 2_886n, state: 'requested' })
    await startRefundById(system, refund.id)
    await startRefundById(system, refund.id)
    const { refunds: [waiting] } = await stand.view(customer)
    expect(waiting).toMatchObject({ state: 'needs_address', amountText: '0.0005772', amountMinor: 2_886n })
    await expect(markCoinRefundSent(staff(), { id: waiting?.id ?? '', txHash: tx })).rejects.toMatchObject({ code: 'invalid_state' })
    await setCoinRefundAddress(customer.ctx, { id: waiting?.id ?? '', address: home })
    stand.clock.advance(hours(1))
    expect(await settleOpenRefunds(system)).toMatchObject({ failed: [] }) // nobody is asked about what the operator signs
    await markCoinRefundSent(staff(), { id: waiting?.id ?? '', txHash: tx })
    expect(await moved(customer)).toEqual({ receivable: 0n, wallet: -14n, clearing: 0n })
  })
})

describe('a refund of an invoice whose coins do not stay', () => {
  async function refunded(amountMinor: bigint) {
    const customer = await paid(58_000n)
    await refundInvoice(staff(), { id: customer.invoiceId, amountMinor })
    const refund = await platformDb.refund.findFirstOrThrow({ where: { paymentId: customer.paymentId } })
    const { id } = await platformDb.coinArrival.findFirstOrThrow({ where: { clientId: customer.clientId } })
    return { customer, refundId: refund.id, vanish: () => stand.change(id, { confirmations: 0, goneAt: start, blockHeight: null }) }
  }
  const place = (id: string) => startRefundById(systemCtx('refunds', stand.clock, stand.providers), id)

  it.each([['before it was placed', false], ['while it waits for the operator', true]])('is given up %s, and what was credited is asked of nobody', async (_when, isPlaced) => {
    const { customer, refundId, vanish } = await refunded(2_900n)
    if (isPlaced) await place(refundId)
    await vanish()
    await place(refundId)
    expect(await platformDb.refund.findUniqueOrThrow({ where: { id: refundId } })).toMatchObject({ state: 'failed', failureCode: 'canceled' })
    expect((await stand.view(customer)).refunds.map(({ state }) => state)).toEqual(isPlaced ? ['canceled'] : [])
    expect(await moved(customer)).toEqual({ receivable: 0n, wallet: 0n, clearing: 0n })
    expect(await stand.payment(customer)).toMatchObject({ refundedMinor: 0n })
  })

  it('leaves the rest of the invoice owed', async () => {
    const { customer, refundId, vanish } = await refunded(1_000n)
    await place(refundId)
    await vanish()
    expect((await stand.view(customer)).refunds).toMatchObject([{ state: 'canceled' }])
    expect(await moved(customer)).toEqual({ receivable: 1_900n, wallet: 0n, clearing: 0n })
  })

  it('that was sent already stays sent, and the invoice is owed', async () => {
    const { customer, refundId, vanish } = await refunded(1_000n)
    await place(refundId)
    const { refunds: [waiting] } = await stand.view(customer)
    await setCoinRefundAddress(customer.ctx, { id: waiting?.id ?? '', address: home })
    await markCoinRefundSent(staff(), { id: waiting?.id ?? '', txHash: tx })
    await vanish()
    expect((await stand.view(customer)).refunds).toMatchObject([{ state: 'sent' }])
    expect(await moved(customer)).toEqual({ receivable: 2_900n, wallet: 0n, clearing: -1_000n })
  })
})

describe('the books against the chains', () => {
  const range = { from: new Date('2026-11-22T00:00:00Z'), to: new Date('2026-11-23T00:00:00Z') }
  const compare = async () => {
    const id = await reconcile(systemCtx('reconcile', stand.clock, stand.providers), 'crypto', range)
    return platformDb.reconciliationFinding.findMany({ where: { reconciliationId: id }, orderBy: { kind: 'asc' } })
  }

  it('agree when everything that came is booked, and coins that were moved on are no finding', async () => {
    await paid(58_000n)
    expect(await compare()).toEqual([])
  })

  it('tell what is on a chain and in no book, what is booked wrong, and what was left behind', async () => {
    const [unseen, wrong, behind] = [await paid(58_000n), await paid(58_000n), await paid(58_000n)]
    const { address } = await platformDb.coinAddress.findFirstOrThrow({ where: { paymentId: unseen.paymentId } })
    stand.bitcoin.holdings.set(`${address} BTC`, 78_000n)
    await platformDb.coinArrival.updateMany({ where: { clientId: wrong.clientId }, data: { valueMinor: 3_000n } })
    const late = await platformDb.coinArrival.findFirstOrThrow({ where: { clientId: behind.clientId } })
    await platformDb.coinArrival.create({ data: { ...late, id: 'car_behind', key: 'behind:0', valueMinor: null, rate: null, bookedAt: null, bookings: 0, isFinal: true, seenAt: plus(start, -days(400)) } })
    await platformDb.coinRate.deleteMany()
    stand.clock.set(plus(start, hours(30)))
    const found = (await compare()).map(({ kind, clientId, oursMinor, theirsMinor }) => ({ kind, clientId, oursMinor, theirsMinor }))
    expect(found).toHaveLength(3)
    expect(found).toEqual(expect.arrayContaining([
      { kind: 'amount_differs', clientId: wrong.clientId, oursMinor: 2_900n, theirsMinor: 3_000n },
      { kind: 'missing_here', clientId: unseen.clientId, oursMinor: 2_900n, theirsMinor: 3_900n },
      { kind: 'missing_here', clientId: behind.clientId, oursMinor: null, theirsMinor: 0n },
    ]))
  })
})

it('gas that the operator sent to an address is no payment: its credit is taken back and it never counts again', async () => {
  const customer = await stand.customer()
  await chooseCoin(customer.ctx, { paymentId: customer.paymentId, asset: 'USDT' })
  await stand.arrive(customer, { asset: 'USDT', units: 29_000_000n, confirmations: 12 })
  const gas = await stand.arrive(customer, { asset: 'ETH', units: 4_000_000_000_000_000n, confirmations: 12 })
  expect(await moved(customer)).toEqual({ receivable: 0n, wallet: -1_000n, clearing: 3_900n })
  expect(await ignoreCoinArrival(staff(), { id: gas, note: 'Gas to move the tokens on' })).toMatchObject({ takenBackMinor: 1_000n, currency: 'USD' })
  await stand.change(gas, { confirmations: 13 })
  expect(await moved(customer)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n })
  expect(await stand.payment(customer)).toMatchObject({ state: 'succeeded', amountMinor: 2_900n })
  expect(await stand.invoice(customer)).toMatchObject({ paymentStatus: 'paid' })
  await expect(ignoreCoinArrival(staff(), { id: gas, note: 'Once more' })).rejects.toMatchObject({ code: 'invalid_state' })
})

it('staff see every chain with its first address, what came, and each address', async () => {
  const customer = await paid(58_000n)
  const { data: [bitcoin] } = await coinBalances(staff(), {})
  expect(bitcoin).toMatchObject({ network: 'bitcoin-regtest', firstAddress: stand.bitcoin.addressAt(0), tipHeight: 100, health: { ok: true } })
  expect((await listCoinAddresses(staff(), { q: customer.paymentId })).data).toMatchObject([{ clientId: customer.clientId, received: [{ asset: 'BTC', amountText: '0.00058' }] }])
})
