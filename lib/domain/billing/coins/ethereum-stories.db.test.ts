import type { Hex } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { minutes } from '@/lib/kernel/clock'
import { EvmSource } from '@/lib/providers/chains/evm-source'
import { accountKey } from '@/lib/providers/chains/extended-key'
import { JsonRpc } from '@/lib/providers/chains/json-rpc'
import type { CoinAsset } from '@/lib/providers/chains/types'
import { CoinStand, type CoinCustomer } from '@/lib/testing/coin-stand'
import { evmAccount, startAnvil, type EvmNode } from '@/lib/testing/evm-node'
import { seedCatalog } from '@/prisma/seed/catalog'
import { chooseCoin } from './choose-coin'

const start = new Date('2026-11-22T12:00:00Z')
const ether = 11_600_000_000_000_000n // 29.00 at 2,500
let node: EvmNode
let token: Hex
let source: EvmSource
let stand: CoinStand
let clearingBefore = 0n

beforeAll(async () => {
  await seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z'))
  node = await startAnvil()
  token = await node.deploy('TetherLike', [6])
  source = new EvmSource({ chainId: node.chainId, mode: 'test', key: accountKey(evmAccount), nodes: [node.url, `${node.url}/`].map((url) => new JsonRpc(url)), tokenAddress: token })
  await node.mine(3)
})
beforeEach(async () => {
  await platformDb.coinRate.deleteMany()
  stand = new CoinStand(start, [source])
  await stand.follow()
  await stand.at({ ETH: '2500', USDT: '1' })
  clearingBefore = (await stand.books({ clientId: 'nobody' })).clearing
})
afterAll(async () => {
  await node.stop()
  await closePool()
})

async function customer(asset: CoinAsset): Promise<CoinCustomer & { address: string }> {
  const one = await stand.customer()
  const { address } = await chooseCoin(one.ctx, { paymentId: one.paymentId, asset })
  return { ...one, address: address ?? '' }
}
const tether = (to: string, units: bigint) => node.write(token, 'TetherLike', 'transfer', [to, units])
const mined = async (blocks: number) => { await node.mine(blocks); await stand.follow() }
async function moved(one: CoinCustomer) {
  const { receivable, wallet, clearing } = await stand.books(one)
  return { receivable, wallet, clearing: clearing - clearingBefore }
}

describe('on a real EVM node', () => {
  it('ether pays an invoice when twelve blocks stand on it', async () => {
    const one = await customer('ETH')
    await node.pay(one.address, ether)
    await mined(11)
    expect(await stand.view(one)).toMatchObject({ status: 'seen', received: [{ asset: 'ETH', amountText: '0.0116', needed: 12, confirmations: 11 }] })
    await mined(1)
    expect(await stand.view(one)).toMatchObject({ status: 'paid' })
    expect(await moved(one)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n })
  })

  it('a thousand dollars wait until their block is final', async () => {
    const one = await customer('USDT')
    await tether(one.address, 1_000_000_000n)
    await mined(30)
    expect(await stand.view(one)).toMatchObject({ status: 'seen', received: [{ needed: null }] })
    await mined(70)
    expect(await stand.view(one)).toMatchObject({ status: 'paid', surplusMinor: 97_100n })
  })

  it('a token that takes a fee brings what arrived: the rest is asked for at the same address', async () => {
    const one = await customer('USDT')
    await node.write(token, 'TetherLike', 'setFee', [100n])
    await tether(one.address, 29_000_000n)
    await node.mine()
    await node.write(token, 'TetherLike', 'setFee', [0n])
    await mined(12)
    expect(await stand.view(one)).toMatchObject({ status: 'partly', receivedMinor: 2_871n, fiatDueMinor: 29n, amountText: '0.29' })
    await tether(one.address, 290_000n)
    await mined(12)
    expect(await stand.view(one)).toMatchObject({ status: 'paid', surplusMinor: 0n })
  })

  it('another token pays nothing, another coin pays at its own rate', async () => {
    const one = await customer('USDT')
    const fake = await node.deploy('TetherLike', [6])
    await node.write(fake, 'TetherLike', 'transfer', [one.address, 29_000_000n])
    await mined(12)
    expect(await stand.view(one)).toMatchObject({ status: 'waiting', received: [] })
    await node.pay(one.address, ether)
    await mined(12)
    expect(await stand.view(one)).toMatchObject({ status: 'paid', received: [{ asset: 'ETH', valueMinor: 2_900n }] })
  })

  it('late, and twice: what is not owed becomes credit', async () => {
    const one = await customer('USDT')
    stand.clock.advance(minutes(31))
    await stand.at({ USDT: '0.98' })
    await tether(one.address, 30_000_000n) // 29.40 then
    await mined(12)
    await tether(one.address, 10_000_000n)
    await mined(12)
    expect(await stand.view(one)).toMatchObject({ status: 'paid', surplusMinor: 1_020n })
    expect(await moved(one)).toEqual({ receivable: 0n, wallet: -1_020n, clearing: 3_920n })
  })

  it('one transaction pays two invoices', async () => {
    const [one, other] = [await customer('USDT'), await customer('USDT')]
    await node.write(token, 'TetherLike', 'transferMany', [[one.address, other.address], 29_000_000n])
    await mined(12)
    expect([await stand.payment(one), await stand.payment(other)]).toMatchObject([{ state: 'succeeded' }, { state: 'succeeded' }])
    expect(await moved(one)).toEqual({ receivable: 0n, wallet: 0n, clearing: 5_800n })
  })

  it('a reorganisation after it was booked opens the invoice again', async () => {
    const one = await customer('USDT')
    await tether(one.address, 29_000_000n)
    await mined(12)
    expect(await moved(one)).toEqual({ receivable: 0n, wallet: 0n, clearing: 2_900n })
    await node.reorganise(14)
    await mined(2)
    expect(await moved(one)).toEqual({ receivable: 2_900n, wallet: 0n, clearing: 0n })
    expect(await stand.invoice(one)).toMatchObject({ paymentStatus: 'unpaid' })
    expect(await platformDb.reconciliationFinding.count({ where: { clientId: one.clientId, kind: 'missing_there', resolvedAt: null } })).toBe(1)
  })
})
