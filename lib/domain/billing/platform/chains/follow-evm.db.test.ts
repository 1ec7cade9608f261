import type { Hex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { days, FixedClock, hours } from '@/lib/kernel/clock'
import { EvmSource } from '@/lib/providers/chains/evm-source'
import { accountKey } from '@/lib/providers/chains/extended-key'
import { JsonRpc } from '@/lib/providers/chains/json-rpc'
import { createCoinPayment, createPayment, recordedAt, timesTold } from '@/lib/testing/coin-payment'
import { noProviders, systemCtx } from '@/lib/testing/contexts'
import { evmAccount, startAnvil, type EvmNode } from '@/lib/testing/evm-node'
import { startFaultProxy, type FaultProxy } from '@/lib/testing/fault-proxy'
import { inTransaction } from '@/lib/db/transaction'
import { issueCoinAddress } from '../../coins/issue-address'
import { followChains } from './follow-chains'

let node: EvmNode
let proxy: FaultProxy
let token: Hex
let source: EvmSource
const clock = new FixedClock(new Date('2026-11-01T00:00:00Z'))
const follow = () => followChains(systemCtx('follow_chains', clock, { ...noProviders, chains: [source] }))
const ether = 10n ** 18n

beforeAll(async () => {
  node = await startAnvil()
  proxy = await startFaultProxy(node.url)
  token = await node.deploy('TetherLike', [6])
  source = new EvmSource({ chainId: node.chainId, mode: 'test', key: accountKey(evmAccount), nodes: [node.url, `${node.url}/`].map((url) => new JsonRpc(url)), tokenAddress: token })
  await node.mine(20)
  expect(await follow()).toMatchObject([{ failure: null }])
})
afterAll(async () => { await proxy.stop(); await node.stop() })

test('ether and tokens at one address are two arrivals, deeper with each block and final when the chain says so', async () => {
  const payment = await createCoinPayment(source, 'USDT', { clock })
  await node.write(token, 'TetherLike', 'transfer', [payment.address, 25_000_000n])
  await node.pay(payment.address, ether * 50n)
  await node.mine(12)
  await follow()
  const recorded = await recordedAt(payment)
  expect(recorded.toSorted((a, b) => a.asset.localeCompare(b.asset))).toMatchObject([
    { asset: 'ETH', units: ether * 50n, confirmations: 12, isFinal: false }, { asset: 'USDT', units: 25_000_000n, confirmations: 12, isFinal: false },
  ])
  await node.mine(60)
  await follow()
  expect((await recordedAt(payment)).map(({ isFinal }) => isFinal)).toEqual([true, true])
  const told = await timesTold(payment)
  await node.mine(5)
  await follow()
  expect(await timesTold(payment)).toBe(told)
})

test('a sweep by the operator changes nothing that was recorded, and a later payment is still seen', async () => {
  const payment = await createCoinPayment(source, 'ETH', { clock })
  const { index } = await platformDb.coinAddress.findUniqueOrThrow({ where: { id: payment.addressId } })
  await node.pay(payment.address, ether)
  await node.mine(2)
  await follow()
  const before = await recordedAt(payment)
  await node.sweep(index, ether / 2n)
  await node.mine(3)
  await follow()
  expect((await recordedAt(payment)).map(({ id, units, isGone }) => [id, units, isGone])).toEqual([[before[0]?.id, ether, false]])
  await node.pay(payment.address, ether / 4n)
  await node.sweep(index, ether / 8n)
  await node.mine(3)
  await follow()
  expect((await recordedAt(payment)).map(({ units, isGone }) => [units, isGone])).toEqual([[ether, false], [ether / 4n, false]])
})

test('what a reorganisation dropped is gone; what it moved is the same arrival in another block', async () => {
  const [dropped, moved] = [await createCoinPayment(source, 'ETH', { clock }), await createCoinPayment(source, 'USDT', { clock })]
  await node.pay(dropped.address, ether)
  const hash = await node.write(token, 'TetherLike', 'transfer', [moved.address, 7_000_000n])
  await node.mine(3)
  await follow()
  const [before] = await recordedAt(moved)
  const raw = await node.call('eth_getRawTransactionByHash', hash)
  await node.call('anvil_reorg', 3, [])
  await node.mine()
  await follow()
  expect(await recordedAt(dropped)).toMatchObject([{ isGone: true, confirmations: 0 }])
  expect(await recordedAt(moved)).toMatchObject([{ id: before?.id, isGone: true }])
  // Ether's payer goes on: their transaction of that number is another one now.
  await node.pay(dropped.address, ether * 2n)
  await node.mine()
  await node.call('eth_sendRawTransaction', raw)
  await node.mine()
  await follow()
  expect((await recordedAt(dropped)).map(({ units, isGone }) => [units, isGone])).toEqual([[ether, true], [ether * 2n, false]])
  expect(await recordedAt(moved)).toMatchObject([{ id: before?.id, isGone: false, confirmations: 1 }])
})

test('an address rests after seven days, is visited weekly, and is followed again once it was paid', async () => {
  const payment = await createCoinPayment(source, 'USDT', { clock })
  const state = () => platformDb.coinAddress.findUniqueOrThrow({ where: { id: payment.addressId }, select: { scannedHeight: true, watchUntil: true } })
  clock.advance(days(7) + hours(1))
  await follow()
  const { scannedHeight } = await state()
  expect(scannedHeight).toBe(await node.height())
  await node.write(token, 'TetherLike', 'transfer', [payment.address, 3_000_000n])
  await node.pay(payment.address, 9n)
  await node.mine(5)
  clock.advance(days(1))
  await follow()
  expect(await recordedAt(payment)).toEqual([])
  clock.advance(days(6))
  await follow()
  expect((await recordedAt(payment)).map(({ asset, units }) => [asset, units]).toSorted()).toEqual([['ETH', 9n], ['USDT', 3_000_000n]])
  expect(await state()).toMatchObject({ scannedHeight: null, watchUntil: new Date(clock.now().getTime() + days(7)) })
  await node.mine()
  await follow()
  expect((await recordedAt(payment)).map(({ confirmations }) => confirmations)).toEqual([6, 6])
})

test('ether at a swept address whose past no node tells waits for a person, once for each amount', async () => {
  const payment = await createCoinPayment(source, 'ETH', { clock })
  const { index } = await platformDb.coinAddress.findUniqueOrThrow({ where: { id: payment.addressId } })
  await node.pay(payment.address, ether)
  await node.mine(2)
  await follow()
  await node.sweep(index, ether / 2n)
  await node.mine(2)
  clock.advance(days(7) + hours(1))
  await follow()
  await node.pay(payment.address, ether / 4n)
  await node.mine(5)
  const tip = await node.height()
  proxy.behave((method, answer, params) => (/getBalance|TransactionCount/.test(method) && Number(params[1]) < tip ? { id: answer.id, error: { code: -32000, message: 'missing trie node' } } : answer))
  const forgetful = new EvmSource({ chainId: node.chainId, mode: 'test', key: accountKey(evmAccount), nodes: [new JsonRpc(proxy.url)], tokenAddress: token })
  const held = (await forgetful.received(new Set([payment.address]), 'ETH')).get(payment.address) ?? 0n
  const findings = () => platformDb.reconciliationFinding.findMany({ where: { clientId: payment.clientId }, select: { kind: true, reference: true, externalId: true, oursMinor: true } })
  for (let week = 0; week < 2; week++) {
    clock.advance(days(7) + hours(1))
    await followChains(systemCtx('follow_chains', clock, { ...noProviders, chains: [forgetful] }))
  }
  expect(held).toBeGreaterThan(ether / 4n)
  expect(await findings()).toEqual([{ kind: 'missing_here', reference: `${payment.addressId}:ETH:${held}`, externalId: payment.address, oursMinor: null }])
  expect((await recordedAt(payment)).map(({ units }) => units)).toEqual([ether])
})

test('an address is one payment\'s on its chain, for any coin of it, however often and by whomever at once it is asked for', async () => {
  const { clientId } = await createCoinPayment(source, 'ETH', { clock })
  const ids = await Promise.all([createPayment(clientId, clock), createPayment(clientId, clock)])
  const issue = (paymentId: string, asset: 'ETH' | 'USDT') => inTransaction(platformDb, (db) => issueCoinAddress(db, clock, source, { clientId, paymentId, asset }))
  const issued = await Promise.all(ids.flatMap((id) => [issue(id, 'ETH'), issue(id, 'USDT'), issue(id, 'ETH')]))
  expect(new Set(issued.slice(0, 3).map(({ address }) => address)).size).toBe(1)
  expect(new Set(issued.map(({ address }) => address)).size).toBe(2)
  for (const { index, address } of issued) expect(address).toBe(source.addressAt(index))
  // One that rests is followed anew when it is asked for again, and nothing that came meanwhile is missed.
  clock.advance(days(8))
  await follow()
  await node.pay(issued[0]?.address ?? '', 77n)
  await node.mine(2)
  clock.advance(hours(1))
  await follow()
  const again = await issue(ids[0] ?? '', 'ETH')
  await follow()
  expect(await recordedAt({ addressId: again.id })).toMatchObject([{ units: 77n, isGone: false }])
})
