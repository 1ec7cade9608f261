import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { systemClock } from '@/lib/kernel/clock'
import { BitcoinCoreSource } from '@/lib/providers/chains/bitcoin-core-source'
import { bitcoinNetworks } from '@/lib/providers/chains/bitcoin-networks'
import { accountKey } from '@/lib/providers/chains/extended-key'
import { JsonRpc } from '@/lib/providers/chains/json-rpc'
import { createCoinPayment, recordedAt, timesTold } from '@/lib/testing/coin-payment'
import { noProviders, systemCtx } from '@/lib/testing/contexts'
import { regtestAccount, startLitecoin, type LitecoinNode } from '@/lib/testing/litecoin-node'
import { followChains } from './follow-chains'
import { readChain } from './read-chain'
import { recordReading } from './record-reading'

let node: LitecoinNode
let source: BitcoinCoreSource
const newSource = () => new BitcoinCoreSource(new JsonRpc(node.url), accountKey(regtestAccount), bitcoinNetworks['litecoin-regtest'])
/** A worker of its own: another process has another memory of the mempool. */
const follow = (chain = source) => followChains(systemCtx('follow_chains', systemClock, { ...noProviders, chains: [chain] }))
const cursor = () => platformDb.chainCursor.findUniqueOrThrow({ where: { network: source.network } })

beforeAll(async () => {
  node = await startLitecoin()
  source = newSource()
  expect(await follow()).toMatchObject([{ failure: null }])
})
afterAll(() => node.stop())

test('a payment is seen in the mempool, gets its block and counts up to where it is final; the money side hears of each step', async () => {
  const payment = await createCoinPayment(source, 'BTC')
  await node.pay([{ address: payment.address, coins: '0.5' }], { isReplaceable: true })
  await follow()
  expect(await recordedAt(payment)).toMatchObject([{ units: 50_000_000n, blockHeight: null, confirmations: 0, isReplaceable: true, isGone: false }])
  expect(await timesTold(payment)).toBe(1)
  await follow()
  expect(await timesTold(payment)).toBe(1)
  const [{ id } = { id: '' }] = await recordedAt(payment)
  for (const [blocks, confirmations, isFinal] of [[1, 1, false], [4, 5, false], [1, 6, true], [3, 6, true]] as const) {
    await node.mine(blocks)
    await follow()
    expect(await recordedAt(payment)).toMatchObject([{ id, confirmations, isFinal, isGone: false }])
  }
  expect(await timesTold(payment)).toBe(4)
})

test('a replaced payment is gone and the one in its place is another arrival', async () => {
  const payment = await createCoinPayment(source, 'BTC')
  const coin = await node.coin()
  await node.pay([{ address: payment.address, coins: '1' }], { spends: coin, isReplaceable: true })
  await follow()
  await node.pay([{ address: payment.address, coins: '1.5' }], { spends: coin, feeCoins: 0.01 })
  await follow()
  expect(await recordedAt(payment)).toMatchObject([{ units: 100_000_000n, isGone: true }, { units: 150_000_000n, isGone: false }])
  await node.mine()
  await follow()
  expect(await recordedAt(payment)).toMatchObject([{ isGone: true, confirmations: 0 }, { isGone: false, confirmations: 1 }])
})

test('coins that were spent to somebody else are gone, even for a worker that never saw them waiting', async () => {
  const [payment, other] = [await createCoinPayment(source, 'BTC'), await createCoinPayment(source, 'BTC')]
  const coin = await node.coin()
  await node.pay([{ address: payment.address, coins: '1' }], { spends: coin, isReplaceable: true })
  await follow()
  await node.pay([{ address: other.address, coins: '1' }], { spends: coin, feeCoins: 0.01 })
  await node.mine()
  await follow(newSource())
  expect(await recordedAt(payment)).toMatchObject([{ isGone: true, confirmations: 0 }])
  expect(await recordedAt(other)).toMatchObject([{ isGone: false, confirmations: 1 }])
})

test('one transaction that pays two payments, one of them twice, is three arrivals', async () => {
  const [first, second] = [await createCoinPayment(source, 'BTC'), await createCoinPayment(source, 'BTC')]
  await node.pay([{ address: first.address, coins: '0.1' }, { address: second.address, coins: '0.2' }, { address: first.address, coins: '0.3' }])
  await node.mine()
  await follow()
  expect((await recordedAt(first)).map(({ units }) => units)).toEqual([10_000_000n, 30_000_000n])
  expect((await recordedAt(second)).map(({ units }) => units)).toEqual([20_000_000n])
})

test('a reorganisation takes a final payment\'s block; it waits again, then gets another block, as the same arrival', async () => {
  const payment = await createCoinPayment(source, 'BTC')
  await node.pay([{ address: payment.address, coins: '0.7' }])
  const [hash] = await node.mine()
  await node.mine(6)
  await follow()
  const [before] = await recordedAt(payment)
  expect(before).toMatchObject({ confirmations: 7, isFinal: true })

  await node.call('invalidateblock', hash)
  // Shorter than what was read: a node that is merely behind looks the same, so nothing is taken back yet.
  await follow()
  expect(await recordedAt(payment)).toEqual([before])
  // The other branch grows past it without the payment.
  const empty = await node.call('getnewaddress') as string
  for (let block = 0; block < 8; block++) await node.call('generateblock', empty, [])
  await follow()
  expect(await recordedAt(payment)).toMatchObject([{ id: before?.id, blockHeight: null, confirmations: 0, isFinal: false, isGone: false }])
  await node.mine()
  await follow()
  expect(await recordedAt(payment)).toMatchObject([{ id: before?.id, confirmations: 1, isGone: false }])
})

test('workers at once record what one would have', async () => {
  const payments = await Promise.all(Array.from({ length: 4 }, () => createCoinPayment(source, 'BTC')))
  expect(new Set(payments.map(({ address }) => address)).size).toBe(4)
  for (const { address } of payments) await node.pay([{ address, coins: '0.01' }])
  await Promise.all(Array.from({ length: 5 }, () => follow(newSource())))
  await node.mine(2)
  await Promise.all(Array.from({ length: 5 }, () => follow(newSource())))
  await follow()
  for (const payment of payments) {
    expect(await recordedAt(payment)).toMatchObject([{ units: 1_000_000n, confirmations: 2, isGone: false }])
    expect(await timesTold(payment)).toBe(2)
  }
})

test('what was read counts only if nobody else has read on meanwhile', async () => {
  const payment = await createCoinPayment(source, 'BTC')
  const ctx = systemCtx('follow_chains', systemClock, { ...noProviders, chains: [source] })
  const record = async (reading: Awaited<ReturnType<typeof readChain>>) => (reading ? recordReading(ctx, source, reading) : undefined)
  const beforePayment = await readChain(newSource())
  await node.pay([{ address: payment.address, coins: '0.125' }])
  await follow()
  // It knows nothing of the payment, and would take it for gone.
  expect(await record(beforePayment)).toBeNull()
  expect(await recordedAt(payment)).toMatchObject([{ isGone: false }])

  const beforeBlock = await readChain(newSource())
  await node.mine()
  await follow()
  const place = await cursor()
  expect(await record(beforeBlock)).toBeNull()
  expect(await recordedAt(payment)).toMatchObject([{ confirmations: 1 }])
  expect(await cursor()).toEqual(place)
})

test('a block that comes while we look at the mempool makes nothing gone', async () => {
  const payment = await createCoinPayment(source, 'BTC')
  await node.pay([{ address: payment.address, coins: '0.25' }])
  await follow()
  const hasty = newSource()
  const read = hasty.pending.bind(hasty)
  hasty.pending = async (addresses) => {
    await node.mine()
    return read(addresses)
  }
  await follow(hasty)
  expect(await recordedAt(payment)).toMatchObject([{ isGone: false, blockHeight: null }])
  await follow()
  expect(await recordedAt(payment)).toMatchObject([{ isGone: false, confirmations: 1 }])
})

test('a chain that cannot be read says why, keeps its place and goes on when it can', async () => {
  const before = await cursor()
  const dead = new BitcoinCoreSource(new JsonRpc('http://127.0.0.1:1'), accountKey(regtestAccount), bitcoinNetworks['litecoin-regtest'])
  expect(await follow(dead)).toMatchObject([{ failure: expect.stringContaining('cannot be reached') as string }])
  expect(await cursor()).toMatchObject({ height: before.height, failure: expect.stringContaining('cannot be reached') as string })
  await follow()
  expect(await cursor()).toMatchObject({ height: before.height, failure: null })
  expect((await platformDb.chainBlock.count({ where: { network: source.network } }))).toBeLessThanOrEqual(128)
})
