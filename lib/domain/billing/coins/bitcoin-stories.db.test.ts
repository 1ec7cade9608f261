import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { minutes } from '@/lib/kernel/clock'
import { BitcoinCoreSource } from '@/lib/providers/chains/bitcoin-core-source'
import { bitcoinNetworks } from '@/lib/providers/chains/bitcoin-networks'
import { accountKey } from '@/lib/providers/chains/extended-key'
import { JsonRpc } from '@/lib/providers/chains/json-rpc'
import { CoinStand, type CoinCustomer } from '@/lib/testing/coin-stand'
import { regtestAccount, startLitecoin, type LitecoinNode } from '@/lib/testing/litecoin-node'
import { seedCatalog } from '@/prisma/seed/catalog'
import { chooseCoin } from './choose-coin'

const start = new Date('2026-11-22T12:00:00Z')
const price = '0.00058' // 29.00 at 50,000
let node: LitecoinNode
let source: BitcoinCoreSource
let stand: CoinStand
let clearingBefore = 0n

beforeAll(async () => {
  await seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z'))
  node = await startLitecoin()
  source = new BitcoinCoreSource(new JsonRpc(node.url), accountKey(regtestAccount), bitcoinNetworks['litecoin-regtest'])
})
beforeEach(async () => {
  await platformDb.coinRate.deleteMany()
  stand = new CoinStand(start, [source])
  await stand.follow()
  await stand.at({ BTC: '50000' })
  clearingBefore = (await stand.books({ clientId: 'nobody' })).clearing
})
afterAll(async () => {
  await node.stop()
  await closePool()
})

async function customer(): Promise<CoinCustomer & { address: string }> {
  const one = await stand.customer()
  const { address } = await chooseCoin(one.ctx, { paymentId: one.paymentId, asset: 'BTC' })
  return { ...one, address: address ?? '' }
}
const mined = async (blocks = 1) => { await node.mine(blocks); await stand.follow() }
async function moved(one: CoinCustomer) {
  const { receivable, wallet, clearing } = await stand.books(one)
  return { receivable, wallet, clearing: clearing - clearingBefore }
}

describe('on a real node', () => {
  it('a payment is seen, confirmed and books itself once', async () => {
    const one = await customer()
    await node.pay([{ address: one.address, coins: price }])
    await stand.follow()
    expect(await stand.view(one)).toMatchObject({ status: 'seen', state: 'processing', received: [{ amountText: price, confirmations: 0, needed: 1 }] })
    await mined()
    await mined()
    expect(await stand.view(one)).toMatchObject({ status: 'paid', received: [{ status: 'booked', confirmations: 2 }] })
    expect(await moved(one)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n })
  })

  it('too little leaves the rest at the same address, too much becomes credit', async () => {
    const [poor, rich] = [await customer(), await customer()]
    await node.pay([{ address: poor.address, coins: '0.0004' }])
    await node.pay([{ address: rich.address, coins: '0.001' }])
    await mined()
    expect(await stand.view(poor)).toMatchObject({ status: 'partly', fiatDueMinor: 900n, amountText: '0.00018', address: poor.address })
    expect(await stand.view(rich)).toMatchObject({ status: 'paid', surplusMinor: 2_100n })
    await node.pay([{ address: poor.address, coins: '0.00018' }])
    await mined()
    expect(await stand.view(poor)).toMatchObject({ status: 'paid', surplusMinor: 0n })
    expect(await stand.books(poor)).toMatchObject({ receivable: 0n, wallet: 0n })
  })

  it('late coins are worth what they are worth then', async () => {
    const one = await customer()
    stand.clock.advance(minutes(16))
    await stand.at({ BTC: '45000' })
    await node.pay([{ address: one.address, coins: price }])
    await stand.follow()
    expect(await stand.view(one)).toMatchObject({ status: 'late', received: [{ isLate: true, valueMinor: 2_610n }] })
    await mined()
    expect(await stand.view(one)).toMatchObject({ status: 'partly', fiatDueMinor: 290n })
    expect(await moved(one)).toEqual({ receivable: 290n, wallet: 0n, clearing: 2_610n })
  })

  it('a raised fee replaces the payment and keeps its price', async () => {
    const one = await customer()
    const coin = await node.coin()
    await node.pay([{ address: one.address, coins: price }], { spends: coin, isReplaceable: true })
    await stand.follow()
    stand.clock.advance(minutes(16))
    await stand.at({ BTC: '45000' })
    await node.pay([{ address: one.address, coins: price }], { spends: coin, feeCoins: 0.01 })
    await stand.follow()
    expect((await stand.view(one)).received.map(({ status }) => status)).toEqual(['gone', 'seen'])
    await mined()
    expect(await stand.view(one)).toMatchObject({ status: 'paid', surplusMinor: 0n })
    expect(await moved(one)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n })
  })

  it('coins that are spent elsewhere were never paid', async () => {
    const [one, other] = [await customer(), await customer()]
    const coin = await node.coin()
    await node.pay([{ address: one.address, coins: price }], { spends: coin, isReplaceable: true })
    await stand.follow()
    await node.pay([{ address: other.address, coins: price }], { spends: coin, feeCoins: 0.01 })
    await mined()
    expect(await stand.view(one)).toMatchObject({ status: 'waiting', state: 'awaiting_customer', fiatDueMinor: 2_900n, received: [{ status: 'gone' }] })
    expect(await stand.view(other)).toMatchObject({ status: 'paid' })
    expect(await moved(one)).toEqual({ receivable: 2_900n, wallet: 0n, clearing: 2_900n })
  })

  it('one transaction pays two invoices, and one invoice is paid twice', async () => {
    const [one, other] = [await customer(), await customer()]
    await node.pay([{ address: one.address, coins: price }, { address: other.address, coins: price }])
    await mined()
    await node.pay([{ address: one.address, coins: price }])
    await mined()
    expect(await moved(one)).toEqual({ receivable: 0n, wallet: -2_900n, clearing: 8_700n })
    expect(await stand.books(other)).toMatchObject({ receivable: 0n, wallet: 0n })
    expect(await stand.payment(one)).toMatchObject({ state: 'succeeded', amountMinor: 5_800n })
  })

  it('a reorganisation takes a booked payment back, and it counts again once it has another block', async () => {
    const one = await customer()
    await node.pay([{ address: one.address, coins: price }])
    const [hash] = await node.mine()
    await stand.follow()
    expect(await moved(one)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n })
    await node.call('invalidateblock', hash)
    const elsewhere = await node.call('getnewaddress')
    for (let block = 0; block < 3; block++) await node.call('generateblock', elsewhere, [])
    await stand.follow()
    expect(await moved(one)).toEqual({ receivable: 2_900n, wallet: 0n, clearing: 0n })
    expect(await stand.invoice(one)).toMatchObject({ paymentStatus: 'unpaid', paidMinor: 0n })
    expect(await stand.payment(one)).toMatchObject({ state: 'processing' })
    expect(await platformDb.reconciliationFinding.count({ where: { clientId: one.clientId, kind: 'missing_there', resolvedAt: null } })).toBe(1)
    await mined()
    expect(await moved(one)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n })
    expect(await stand.payment(one)).toMatchObject({ state: 'succeeded' })
  })

  it('a reorganisation that spends a booked payment elsewhere leaves the invoice to be paid', async () => {
    const one = await customer()
    const coin = await node.coin()
    await node.pay([{ address: one.address, coins: price }], { spends: coin, isReplaceable: true })
    const [hash] = await node.mine()
    await stand.follow()
    await node.call('invalidateblock', hash)
    await node.pay([{ address: String(await node.call('getnewaddress', '', 'bech32')), coins: price }], { spends: coin, feeCoins: 0.01 })
    await mined(3)
    expect(await stand.payment(one)).toMatchObject({ state: 'failed', failureCode: 'reversed' })
    expect(await moved(one)).toEqual({ receivable: 2_900n, wallet: 0n, clearing: 0n })
  })
})
