import type { Hex } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { evmAccount, operatorKey, startAnvil, type EvmNode } from '@/lib/testing/evm-node'
import { startFaultProxy, type FaultProxy } from '@/lib/testing/fault-proxy'
import { EvmSource } from './evm-source'
import { accountKey } from './extended-key'
import { JsonRpc } from './json-rpc'

let node: EvmNode
let proxy: FaultProxy
let token: Hex
let source: EvmSource

const sourceOf = (urls: string[], tokenAddress: string = token, chainId: number = node.chainId): EvmSource =>
  new EvmSource({ chainId, mode: 'test', key: accountKey(evmAccount), nodes: urls.map((url) => new JsonRpc(url)), tokenAddress })

beforeAll(async () => {
  node = await startAnvil()
  proxy = await startFaultProxy(node.url)
  token = await node.deploy('TetherLike', [6])
})
beforeEach(() => {
  proxy.behave('honest')
  source = sourceOf([node.url, proxy.url])
})
afterAll(async () => { await proxy.stop(); await node.stop() })

let lastIndex = 0
const newIndex = (): number => lastIndex++
const ether = 10n ** 18n
const facts = async (from: number, ...addresses: string[]) => (await source.arrivalsIn(from, (await source.tip()).height, new Set(addresses)))
  .map(({ asset, units, block }) => [asset, units, block?.height])

describe('ether', () => {
  test('arrives in its own block, also when a contract sends it', async () => {
    const address = source.addressAt(newIndex())
    const start = await node.height() + 1
    const txHash = await node.pay(address, ether)
    await node.mine(3)
    const forwarder = await node.deploy('Forwarder')
    await node.write(forwarder, 'Forwarder', 'forward', [address], 5n)
    await node.mine(4)
    const found = await source.arrivalsIn(start, await node.height(), new Set([address]))
    expect(found).toMatchObject([
      { asset: 'ETH', key: `${address}@${start}`, units: ether, txHash, block: { height: start } },
      { asset: 'ETH', units: 5n, txHash: null, block: { height: start + 4 } },
    ])
    expect(await source.received(new Set([address]), 'ETH')).toEqual(new Map([[address, ether + 5n]]))
    // What is known is not told again, and costs no look into the past.
    expect(await source.arrivalsIn(start + 5, await node.height(), new Set([address]), new Map([[address, ether + 5n]]))).toEqual([])
  })

  test('a sweep neither makes nor hides an arrival, between two passes or in the very block of a payment', async () => {
    const index = newIndex()
    const address = source.addressAt(index)
    expect(operatorKey(index).address).toBe(address)
    const start = await node.height() + 1
    await node.pay(address, ether)
    await node.mine(2)
    await node.sweep(index, ether / 2n)
    await node.pay(address, 7n)
    await node.mine(3)
    await node.sweep(index, ether / 4n)
    await node.mine()
    await node.pay(address, ether * 3n)
    await node.mine(2)
    expect(await facts(start, address)).toEqual([['ETH', ether, start], ['ETH', 7n, start + 2], ['ETH', ether * 3n, start + 6]])
    expect(await facts(start + 7, address)).toEqual([])
  })

  test('that came and was moved on to the last wei before anybody looked did arrive', async () => {
    const index = newIndex()
    const address = source.addressAt(index)
    const start = await node.height() + 1
    await node.pay(address, ether)
    await node.mine(3)
    await node.empty(index)
    await node.mine(3)
    expect(await source.received(new Set([address]), 'ETH')).toEqual(new Map([[address, 0n]]))
    expect(await facts(start, address)).toEqual([['ETH', ether, start]])
  })

  test('a node that has forgotten the past tells of what is not recorded yet, in the last block', async () => {
    const address = source.addressAt(newIndex())
    const start = await node.height() + 1
    await node.pay(address, 100n)
    await node.mine()
    await node.pay(address, 11n)
    await node.mine(5)
    const tip = await node.height()
    proxy.behave((method, answer, params) => (/getBalance|TransactionCount/.test(method) && Number(params[1]) < tip
      ? { id: answer.id, error: { code: -32000, message: 'missing trie node' } } : answer))
    source = sourceOf([proxy.url])
    const found = await source.arrivalsIn(start + 1, tip, new Set([address]), new Map([[address, 100n]]))
    expect(found).toMatchObject([{ units: 11n, block: { height: tip } }])
  })

  test('that a reorganisation took back is not there any more', async () => {
    const address = source.addressAt(newIndex())
    const start = await node.height() + 1
    await node.pay(address, ether)
    await node.mine(2)
    const before = await source.hashAt(start)
    expect(await facts(start, address)).toHaveLength(1)
    await node.reorganise(2)
    expect(await source.hashAt(start)).not.toBe(before)
    expect(await facts(start, address)).toEqual([])
  })
})

describe('tokens', () => {
  test('count by what the token says it gave, fee taken off, and each transfer by itself', async () => {
    const [first, second] = [source.addressAt(newIndex()), source.addressAt(newIndex())]
    const start = await node.height() + 1
    await node.write(token, 'TetherLike', 'transferMany', [[first, second, first], 20_000_000n])
    await node.mine()
    await node.write(token, 'TetherLike', 'setFee', [10n])
    await node.write(token, 'TetherLike', 'transfer', [second, 20_000_000n])
    await node.mine()
    await node.write(token, 'TetherLike', 'setFee', [0n])
    await node.mine()
    expect(await facts(start, first, second)).toEqual([['USDT', 20_000_000n, start], ['USDT', 20_000_000n, start], ['USDT', 20_000_000n, start], ['USDT', 19_980_000n, start + 1]])
    const found = await source.arrivalsIn(start, start, new Set([first]))
    expect(new Set(found.map(({ key }) => key)).size).toBe(2)
    // Found alone it has the same name as among others.
    expect((await source.arrivalsIn(start, start + 1, new Set([second, first]))).map(({ key }) => key)).toEqual(expect.arrayContaining(found.map(({ key }) => key)))
    expect(await source.received(new Set([first, second]), 'USDT')).toEqual(new Map([[first, 40_000_000n], [second, 39_980_000n]]))
  })

  test('of another contract, and transfers of nothing, are no arrivals', async () => {
    const address = source.addressAt(newIndex())
    const fake = await node.deploy('TetherLike', [6])
    const start = await node.height() + 1
    await node.write(fake, 'TetherLike', 'transfer', [address, 99_000_000n])
    await node.write(token, 'TetherLike', 'transfer', [address, 0n])
    await node.mine()
    expect(await facts(start, address)).toEqual([])
  })

  test('keep their names when a reorganisation puts them into another block', async () => {
    const address = source.addressAt(newIndex())
    const start = await node.height() + 1
    await node.write(token, 'TetherLike', 'transfer', [address, 5n])
    await node.mine(2)
    const [before] = await source.arrivalsIn(start, start + 1, new Set([address]))
    const raw = await node.call('eth_getRawTransactionByHash', before?.txHash)
    await node.call('anvil_reorg', 2, [[raw, 1]])
    const [after] = await source.arrivalsIn(start, start + 1, new Set([address]))
    expect(after).toMatchObject({ key: before?.key, units: 5n, block: { height: start + 1 } })
  })

  test('a range that a node finds too long is asked for in parts', async () => {
    const address = source.addressAt(newIndex())
    const start = await node.height() + 1
    for (let i = 0; i < 3; i++) {
      await node.write(token, 'TetherLike', 'transfer', [address, BigInt(i + 1)])
      await node.mine(3)
    }
    proxy.behave((method, answer) => answer)
    const limited = sourceOf([proxy.url])
    await limited.tip()
    proxy.behave((method, answer) => (method === 'eth_getLogs' ? { id: answer.id, error: { code: -32005, message: 'range' } } : answer))
    await expect(limited.arrivalsIn(start, start + 8, new Set([address]))).rejects.toThrow('range')
    let longest = 0
    proxy.behave((method, answer, params) => {
      if (method !== 'eth_getLogs') return answer
      const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string }
      const length = Number(toBlock) - Number(fromBlock) + 1
      if (length > 2) return { id: answer.id, error: { code: -32005, message: 'range' } }
      longest = Math.max(longest, length)
      return answer
    })
    expect((await limited.arrivalsIn(start, start + 8, new Set([address]))).map(({ units }) => units)).toEqual([1n, 2n, 3n])
    expect(longest).toBe(2)
  })
})

describe('nodes', () => {
  test('one that is down is left out; none left is an error', async () => {
    proxy.behave('down')
    expect((await source.tip()).height).toBe(await node.height())
    await expect(sourceOf([proxy.url]).tip()).rejects.toThrow('cannot be reached')
    proxy.behave('honest')
    expect(await sourceOf([proxy.url]).health()).toEqual({ ok: true })
  })

  test('one that tells another hash, or hides a transfer, makes all of them unbelieved', async () => {
    const address = source.addressAt(newIndex())
    const start = await node.height() + 1
    await node.write(token, 'TetherLike', 'transfer', [address, 5n])
    await node.mine()
    proxy.behave((method, answer) => (method === 'eth_getLogs' ? { ...answer, result: [] } : answer))
    await expect(source.arrivalsIn(start, start, new Set([address]))).rejects.toThrow('different things')
    proxy.behave((method, answer) => (method === 'eth_getBlockByNumber' ? { ...answer, result: { ...(answer.result as object), hash: `0x${'ab'.repeat(32)}` } } : answer))
    await expect(source.tip()).rejects.toThrow('different things')
    proxy.behave((method, answer) => (method === 'eth_getBalance' ? { ...answer, result: '0xffff' } : answer))
    await expect(source.arrivalsIn(start, start, new Set([address]))).rejects.toThrow('different things')
  })

  test('one a little behind sets the tip, one far behind is not asked', async () => {
    const height = await node.height()
    const lagging = (by: number) => proxy.behave((method, answer) => (method === 'eth_blockNumber' ? { ...answer, result: `0x${(height - by).toString(16)}` } : answer))
    lagging(2)
    expect((await source.tip()).height).toBe(height - 2)
    lagging(25)
    await node.mine(30)
    expect((await source.tip()).height).toBe(height + 30)
  })

  test('of another chain, a token without code or with other decimals are refused before anything is believed', async () => {
    await expect(sourceOf([node.url, proxy.url], token, 1_337).tip()).rejects.toThrow('follows chain 31337, not 1337')
    await expect(sourceOf([node.url], `0x${'12'.repeat(20)}`).tip()).rejects.toThrow('no contract')
    const other = await node.deploy('TetherLike', [18])
    await expect(sourceOf([node.url], other).health()).rejects.toThrow('18 decimals')
  })

  test('say what is final', async () => {
    await node.mine(70)
    const tip = await source.tip()
    expect(await source.finalizedHeight()).toBe(tip.height - 64)
    expect(await source.hashAt(tip.height + 1)).toBeNull()
    expect(await source.hashAt(tip.height)).toBe(tip.hash)
  })
})
