import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { regtestAccount, startLitecoin, type LitecoinNode } from '@/lib/testing/litecoin-node'
import { BitcoinCoreSource, satoshis } from './bitcoin-core-source'
import { bitcoinNetworks } from './bitcoin-networks'
import { accountKey } from './extended-key'
import { JsonRpc } from './json-rpc'

let node: LitecoinNode
let source: BitcoinCoreSource
beforeAll(async () => {
  node = await startLitecoin()
  source = new BitcoinCoreSource(new JsonRpc(node.url), accountKey(regtestAccount), bitcoinNetworks['litecoin-regtest'])
})
afterAll(() => node.stop())

let nextIndex = 0
const newAddress = (): string => source.addressAt(nextIndex++)
const tipHeight = async (): Promise<number> => (await source.tip()).height

describe('a Bitcoin node', () => {
  test('shows a payment that waits, flagged as replaceable, and then in its block, as the same arrival', async () => {
    const address = newAddress()
    const before = await tipHeight()
    const { txid } = await node.pay([{ address, coins: '0.12345678' }], { isReplaceable: true })
    const [waiting] = await source.pending(new Set([address]))
    expect(waiting).toEqual({ asset: 'BTC', key: `${txid}:0`, address, units: 12_345_678n, txHash: txid, block: null, isReplaceable: true })

    const [hash] = await node.mine()
    expect(await source.pending(new Set([address]))).toEqual([])
    expect(await source.arrivalsIn(before + 1, before + 1, new Set([address]))).toEqual([
      { asset: 'BTC', key: waiting?.key, address, units: 12_345_678n, txHash: txid, block: { height: before + 1, hash } },
    ])
    expect(await source.received(new Set([address, newAddress()]))).toEqual(new Map([[address, 12_345_678n], [source.addressAt(nextIndex - 1), 0n]]))
  })

  test('a transaction that pays two addresses, one of them twice, is three arrivals', async () => {
    const [first, second] = [newAddress(), newAddress()]
    const before = await tipHeight()
    await node.pay([{ address: first, coins: '0.1' }, { address: second, coins: '0.2' }, { address: first, coins: '0.3' }])
    const waiting = await source.pending(new Set([first, second]))
    await node.mine()
    const found = await source.arrivalsIn(before + 1, before + 1, new Set([first, second]))
    expect(found.map(({ address, units }) => [address, units])).toEqual([[first, 10_000_000n], [second, 20_000_000n], [first, 30_000_000n]])
    expect(new Set(found.map(({ key }) => key))).toEqual(new Set(waiting.map(({ key }) => key)))
    expect(await source.arrivalsIn(before + 1, before + 1, new Set([second]))).toHaveLength(1)
  })

  test('a replaced payment is gone, and what replaced it is another arrival', async () => {
    const address = newAddress()
    const coin = await node.coin()
    const first = await node.pay([{ address, coins: '1' }], { spends: coin, isReplaceable: true })
    expect((await source.pending(new Set([address]))).map(({ txHash }) => txHash)).toEqual([first.txid])
    const second = await node.pay([{ address, coins: '1.5' }], { spends: coin, feeCoins: 0.01 })
    const after = await source.pending(new Set([address]))
    expect(after.map(({ txHash, units, isReplaceable }) => [txHash, units, isReplaceable])).toEqual([[second.txid, 150_000_000n, undefined]])
    await node.mine()
  })

  test('a payment spent to somebody else meanwhile is gone for good', async () => {
    const [address, other] = [newAddress(), newAddress()]
    const coin = await node.coin()
    await node.pay([{ address, coins: '1' }], { spends: coin, isReplaceable: true })
    await node.pay([{ address: other, coins: '1' }], { spends: coin, feeCoins: 0.01 })
    await node.mine()
    const tip = await tipHeight()
    expect(await source.pending(new Set([address]))).toEqual([])
    expect(await source.arrivalsIn(tip, tip, new Set([address]))).toEqual([])
  })

  test('a block that is taken back has another hash at its height, and its payment waits again', async () => {
    const address = newAddress()
    const { txid } = await node.pay([{ address, coins: '0.5' }])
    const [hash] = await node.mine()
    const height = await tipHeight()
    expect(await source.hashAt(height)).toBe(hash)
    await node.call('invalidateblock', hash)
    expect(await source.hashAt(height)).toBeNull()
    expect((await source.pending(new Set([address]))).map(({ txHash, block }) => [txHash, block])).toEqual([[txid, null]])
    const [another] = await node.mine()
    expect(another).not.toBe(hash)
    expect(await source.arrivalsIn(height, height, new Set([address]))).toMatchObject([{ key: expect.stringContaining(txid) as string, block: { height, hash: another } }])
  })

  test('of another chain is never believed', async () => {
    const wrong = new BitcoinCoreSource(new JsonRpc(node.url), accountKey(regtestAccount), bitcoinNetworks.regtest)
    await expect(wrong.tip()).rejects.toThrow('another chain')
    await expect(wrong.health()).rejects.toThrow('another chain')
    expect(await source.health()).toEqual({ ok: true })
  })

  test('that refuses our password, or is not there, is an error that tells neither the password nor the path', async () => {
    const wrong = node.url.replace('test:test', 'test:wrong-secret')
    const failure = await new JsonRpc(wrong).call('getblockcount').catch((error: unknown) => String(error))
    expect(failure).toContain('401')
    expect(failure).not.toContain('wrong-secret')
  })
})

test('every amount of coins becomes its satoshis exactly', () => {
  expect([0.1, 0.00000001, 20_999_999.9769, 1.1, 0.29].map(satoshis)).toEqual([10_000_000n, 1n, 2_099_999_997_690_000n, 110_000_000n, 29_000_000n])
})
