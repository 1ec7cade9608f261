import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEsploraPeer, type EsploraPeer } from '@/lib/testing/esplora-peer'
import { regtestAccount, startLitecoin, type LitecoinNode } from '@/lib/testing/litecoin-node'
import { BitcoinCoreSource } from './bitcoin-core-source'
import { bitcoinNetworks } from './bitcoin-networks'
import { EsploraSource } from './esplora-source'
import { accountKey } from './extended-key'
import { JsonRpc } from './json-rpc'

const chain = bitcoinNetworks['litecoin-regtest']
const key = accountKey(regtestAccount)
let node: LitecoinNode
let peer: EsploraPeer
let esplora: EsploraSource
let core: BitcoinCoreSource
beforeAll(async () => {
  node = await startLitecoin()
  peer = await startEsploraPeer(node)
  esplora = new EsploraSource(peer.url, key, chain)
  core = new BitcoinCoreSource(new JsonRpc(node.url), key, chain)
})
afterAll(async () => { await peer.stop(); await node.stop() })

describe('an Esplora server tells what the node behind it tells', () => {
  test('of its tip and its blocks', async () => {
    const tip = await core.tip()
    expect(await esplora.tip()).toEqual(tip)
    for (const height of [0, tip.height, tip.height + 1]) expect(await esplora.hashAt(height)).toBe(await core.hashAt(height))
    expect(await esplora.health()).toEqual({ ok: true })
  })

  test('of payments that wait and of those in blocks, with the same names', async () => {
    const addresses = new Set([esplora.addressAt(0), esplora.addressAt(1)])
    const [first, second] = [...addresses] as [string, string]
    const { height } = await core.tip()
    await node.pay([{ address: first, coins: '0.1' }, { address: second, coins: '0.2' }, { address: first, coins: '0.3' }], { isReplaceable: true })
    const waiting = await esplora.pending(addresses)
    expect(waiting.toSorted(byKey)).toEqual((await core.pending(addresses)).toSorted(byKey))
    expect(waiting).toHaveLength(3)
    await node.mine(2)
    const found = await esplora.arrivalsIn(height + 1, height + 2, addresses)
    expect(found.toSorted(byKey)).toEqual((await core.arrivalsIn(height + 1, height + 2, addresses)).toSorted(byKey))
    expect(await esplora.arrivalsIn(height + 2, height + 2, addresses)).toEqual([])
    expect(await esplora.received(addresses)).toEqual(await core.received(addresses))
  })

  test('of an address with more payments than a page holds', async () => {
    const address = esplora.addressAt(2)
    const { height } = await core.tip()
    for (let i = 0; i < 30; i++) await node.pay([{ address, coins: '0.001' }])
    await node.mine()
    expect(await esplora.arrivalsIn(height + 1, height + 1, new Set([address]))).toHaveLength(30)
    expect(peer.requests.filter((path) => path.startsWith(`/address/${address}/txs/chain/`))).toHaveLength(1)
  })
})

const byKey = (a: { key: string }, b: { key: string }): number => a.key.localeCompare(b.key)

describe('a server that misbehaves', () => {
  const against = async (listener: RequestListener, work: (source: EsploraSource) => Promise<void>, timeoutMs = 60_000): Promise<void> => {
    const server = createServer(listener).listen(0, '127.0.0.1')
    await once(server, 'listening')
    await work(new EsploraSource(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, key, chain, { timeoutMs, limitBytes: 10_000 }))
    server.closeAllConnections()
    server.close()
  }

  test('by following another chain is never believed', () => against((_request, response) => response.end('00'.repeat(32)), async (source) => {
    await expect(source.tip()).rejects.toThrow('another chain')
  }))

  test('by redirecting is not followed', async () => {
    let followed = false
    await against((request, response) => {
      if (request.url === '/elsewhere') followed = true
      response.writeHead(302, { location: '/elsewhere' }).end()
    }, async (source) => expect(source.tip()).rejects.toThrow('cannot be reached'))
    expect(followed).toBe(false)
  })

  test('by answering without end is left', () => against((_request, response) => {
    const more = (): void => { while (response.write('x'.repeat(4_096))) ; response.once('drain', more) }
    more()
  }, async (source) => { await expect(source.received(new Set([esplora.addressAt(0)]))).rejects.toThrow('more than 10000 bytes') }))

  test('by not answering is left', () => against(() => undefined, async (source) => { await expect(source.tip()).rejects.toThrow('longer than') }, 500))

  test('by answering nonsense is an error', () => against((_request, response) => response.end('<html>'), async (source) => {
    await expect(source.received(new Set([esplora.addressAt(0)]))).rejects.toThrow('something else')
  }))
})
