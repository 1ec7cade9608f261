import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { satoshis } from '@/lib/providers/chains/bitcoin-core-source'
import type { LitecoinNode } from './litecoin-node'

type NodeTx = { txid: string; vin: { sequence: number }[]; vout: { value: number; n: number; scriptPubKey: { hex: string } }[] }
type NodeBlock = { hash: string; height: number; tx: NodeTx[] }
type Placed = { tx: NodeTx; block: { height: number; hash: string } | null }
export type EsploraPeer = { url: string; requests: string[]; stop: () => Promise<void> }

/**
 * Esplora's HTTP API, as its documentation describes it (paths, plain texts, pages of 25, status 404), over a real node: what two adapters
 * read from the same chain can be held against each other.
 */
export async function startEsploraPeer(node: LitecoinNode): Promise<EsploraPeer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    answer(node, path).then((body) => {
      response.statusCode = body === null ? 404 : 200
      response.end(typeof body === 'string' ? body : JSON.stringify(body ?? 'not found'))
    }, () => { response.statusCode = 500; response.end('failed') })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests, stop: async () => { server.closeAllConnections(); await new Promise((resolve) => server.close(resolve)) } }
}

async function answer(node: LitecoinNode, path: string): Promise<unknown> {
  const [, what, name = '', ...rest] = path.split('/')
  if (path === '/blocks/tip/hash') return node.call('getbestblockhash')
  if (what === 'block-height') return node.call('getblockhash', Number(name)).catch(() => null)
  if (what === 'block') {
    const { hash, height } = await node.call('getblock', name, 1) as NodeBlock
    return { id: hash, height }
  }
  if (what !== 'address') return null
  const { scriptPubKey: script } = await node.call('validateaddress', name) as { scriptPubKey: string }
  const pays = ({ tx }: Placed): boolean => tx.vout.some(({ scriptPubKey }) => scriptPubKey.hex === script)
  if (rest[1] === 'mempool') return (await waiting(node)).filter(pays).map(told)
  const placed = (await mined(node)).filter(pays)
  if (rest[1] === 'chain') {
    const start = rest[2] ? placed.findIndex(({ tx }) => tx.txid === rest[2]) + 1 : 0
    return placed.slice(start, start + 25).map(told)
  }
  const outputs = placed.flatMap(({ tx }) => tx.vout).filter(({ scriptPubKey }) => scriptPubKey.hex === script)
  return { address: name, chain_stats: { funded_txo_sum: Number(outputs.reduce((sum, { value }) => sum + satoshis(value), 0n)) } }
}

/** Newest first. */
async function mined(node: LitecoinNode): Promise<Placed[]> {
  const found: Placed[] = []
  for (let height = await node.call('getblockcount') as number; height > 150; height--) {
    const { hash, tx } = await node.call('getblock', await node.call('getblockhash', height), 2) as NodeBlock
    found.push(...tx.toReversed().map((each) => ({ tx: each, block: { height, hash } })))
  }
  return found
}

async function waiting(node: LitecoinNode): Promise<Placed[]> {
  const txids = await node.call('getrawmempool') as string[]
  return Promise.all(txids.map(async (txid) => ({ tx: await node.call('getrawtransaction', txid, true) as NodeTx, block: null })))
}

const told = ({ tx, block }: Placed) => ({
  txid: tx.txid, vin: tx.vin.map(({ sequence }) => ({ sequence })), vout: tx.vout.map(({ value, scriptPubKey }) => ({ scriptpubkey: scriptPubKey.hex, value: Number(satoshis(value)) })),
  status: block ? { confirmed: true, block_height: block.height, block_hash: block.hash } : { confirmed: false },
})
