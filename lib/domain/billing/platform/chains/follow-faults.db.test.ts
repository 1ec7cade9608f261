import type { Hex } from 'viem'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { FixedClock } from '@/lib/kernel/clock'
import { EvmSource } from '@/lib/providers/chains/evm-source'
import { accountKey } from '@/lib/providers/chains/extended-key'
import { JsonRpc } from '@/lib/providers/chains/json-rpc'
import type { ChainSource } from '@/lib/providers/chains/types'
import { createCoinPayment, recordedAt, timesTold } from '@/lib/testing/coin-payment'
import { noProviders, systemCtx } from '@/lib/testing/contexts'
import { evmAccount, startAnvil, type EvmNode } from '@/lib/testing/evm-node'
import { startFaultProxy, type FaultProxy } from '@/lib/testing/fault-proxy'
import { followChains } from './follow-chains'

let node: EvmNode
let proxy: FaultProxy
let token: Hex
let source: EvmSource
const clock = new FixedClock(new Date('2026-11-01T00:00:00Z'))
const follow = (chain: ChainSource = source) => followChains(systemCtx('follow_chains', clock, { ...noProviders, chains: [chain] }))
const cursor = () => platformDb.chainCursor.findUniqueOrThrow({ where: { network: source.network } })
const give = (address: string, units: bigint) => node.write(token, 'TetherLike', 'transfer', [address, units])

/** The real source, with something done just before it is asked where arrivals are, or what waits. */
function disturbed(at: 'arrivalsIn' | 'tip', disturb: () => Promise<void>): ChainSource {
  let isDone = false
  const once = async (): Promise<void> => {
    if (isDone) return
    isDone = true
    await disturb()
  }
  return new Proxy(source, { get(target, name) {
    const value: unknown = Reflect.get(target, name)
    if (typeof value !== 'function') return value
    return async (...args: unknown[]) => {
      const answer: unknown = await Reflect.apply(value, target, args)
      if (name === at) await once()
      return answer
    }
  } })
}

beforeAll(async () => {
  node = await startAnvil()
  proxy = await startFaultProxy(node.url)
  token = await node.deploy('TetherLike', [6])
  source = new EvmSource({ chainId: node.chainId, mode: 'test', key: accountKey(evmAccount), nodes: [node.url, proxy.url].map((url) => new JsonRpc(url)), tokenAddress: token })
  await node.mine(200)
  await follow()
})
beforeEach(() => proxy.behave('honest'))
afterAll(async () => { await proxy.stop(); await node.stop() })

test('a worker that dies while it writes has written nothing, and the next one writes all of it once', async () => {
  const payment = await createCoinPayment(source, 'USDT', { clock })
  await give(payment.address, 5n)
  await node.mine(2)
  const before = await cursor()
  await platformDb.$executeRawUnsafe(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$`)
  await platformDb.$executeRawUnsafe('CREATE TRIGGER die BEFORE UPDATE ON "ChainCursor" FOR EACH ROW WHEN (OLD."height" <> NEW."height") EXECUTE FUNCTION die()')
  expect(await follow()).toMatchObject([{ failure: expect.any(String) as string }])
  await platformDb.$executeRawUnsafe('DROP TRIGGER die ON "ChainCursor"')
  expect(await recordedAt(payment)).toEqual([])
  expect(await timesTold(payment)).toBe(0)
  expect((await cursor()).height).toBe(before.height)
  await follow()
  expect(await recordedAt(payment)).toMatchObject([{ units: 5n, confirmations: 2 }])
  expect(await timesTold(payment)).toBe(1)
})

test('what was read while the chain changed is not recorded', async () => {
  const payment = await createCoinPayment(source, 'USDT', { clock })
  await give(payment.address, 6n)
  await node.mine(2)
  const before = await cursor()
  await follow(disturbed('arrivalsIn', () => node.reorganise(2)))
  expect(await recordedAt(payment)).toEqual([])
  expect((await cursor()).height).toBe(before.height)
  await follow()
  expect(await recordedAt(payment)).toEqual([])
  expect((await cursor()).height).toBe(await node.height())
})

test('an address that is given out while the chain is read misses nothing', async () => {
  let payment = await createCoinPayment(source, 'USDT', { clock })
  await node.mine()
  await follow(disturbed('tip', async () => {
    payment = await createCoinPayment(source, 'USDT', { clock })
    await give(payment.address, 7n)
    await node.mine()
  }))
  await follow()
  expect(await recordedAt(payment)).toMatchObject([{ units: 7n, isGone: false }])
})

test('nodes that disagree, lie or are late take nothing back', async () => {
  const payment = await createCoinPayment(source, 'USDT', { clock })
  await give(payment.address, 8n)
  await node.mine(3)
  await follow()
  const [before] = await recordedAt(payment)
  const height = await node.height()
  proxy.behave((method, answer) => (method === 'eth_blockNumber' ? { ...answer, result: `0x${(height - 3).toString(16)}` } : answer))
  expect(await follow()).toMatchObject([{ failure: null }])
  proxy.behave((method, answer) => (method === 'eth_getBlockByNumber' && answer.result ? { ...answer, result: { ...answer.result, hash: `0x${'cd'.repeat(32)}` } } : answer))
  expect(await follow()).toMatchObject([{ failure: expect.stringContaining('different things') as string }])
  proxy.behave('down')
  await node.mine()
  expect(await follow()).toMatchObject([{ failure: null, height: height + 1 }])
  expect(await recordedAt(payment)).toMatchObject([{ id: before?.id, confirmations: 4, isGone: false }])
})

test('a worker that was away for more blocks than are read at once catches up in one run', async () => {
  const [early, late] = [await createCoinPayment(source, 'ETH', { clock }), await createCoinPayment(source, 'USDT', { clock })]
  const start = await node.height()
  await node.mine(100)
  await node.pay(early.address, 123n)
  await node.mine(950)
  await give(late.address, 9n)
  await node.mine(100)
  expect(await follow()).toMatchObject([{ failure: null, height: start + 1_150 }])
  expect(await recordedAt(early)).toMatchObject([{ units: 123n, blockHeight: start + 101, isFinal: true }])
  expect(await recordedAt(late)).toMatchObject([{ units: 9n, blockHeight: start + 1_051, confirmations: 100, isFinal: true }])
  expect(await platformDb.chainBlock.count({ where: { network: source.network } })).toBe(128)
})

test('a reorganisation beyond what is remembered stops the chain with its reason and changes nothing', async () => {
  const payment = await createCoinPayment(source, 'USDT', { clock })
  await give(payment.address, 10n)
  await node.mine(140)
  await follow()
  const [before] = await recordedAt(payment)
  await node.reorganise(139)
  expect(await follow()).toMatchObject([{ failure: expect.stringContaining('none of the last 127 blocks') as string }])
  expect(await recordedAt(payment)).toEqual([before])
})
