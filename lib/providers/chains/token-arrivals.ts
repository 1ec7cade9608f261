import { z } from 'zod'
import { Hash, hexOf, Quantity, type EvmNodes } from './evm-nodes'
import { one, RpcError } from './json-rpc'
import type { CoinArrivalFact } from './types'

/** keccak256("Transfer(address,address,uint256)") */
const transferTopic = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
const blocksAtOnce = 1_000
const addressesAtOnce = 500

const Log = z.object({
  address: z.string(), topics: z.array(z.string()), data: z.string(), blockNumber: Quantity, blockHash: Hash, transactionHash: Hash, logIndex: Quantity, removed: z.boolean().optional(),
})
type Log = z.output<typeof Log>

const topicOf = (address: string): string => `0x${address.slice(2).toLowerCase().padStart(64, '0')}`

/**
 * Transfers of one ERC-20 token to addresses of ours, told by the token's own events: what counts is the amount that the token says it gave,
 * not the one somebody meant to send (tokens may keep a fee), and other tokens of the same name are other addresses.
 */
export class TokenArrivals {
  constructor(private readonly nodes: EvmNodes, private readonly token: string) {}

  async between(from: number, to: number, addresses: readonly string[]): Promise<CoinArrivalFact[]> {
    const found: CoinArrivalFact[] = []
    for (let start = from; start <= to; start += blocksAtOnce) {
      for (let at = 0; at < addresses.length; at += addressesAtOnce) {
        found.push(...await this.read(start, Math.min(start + blocksAtOnce - 1, to), addresses.slice(at, at + addressesAtOnce)))
      }
    }
    return found
  }

  /** A node that finds a range too long gets halves of it. */
  private async read(from: number, to: number, addresses: readonly string[]): Promise<CoinArrivalFact[]> {
    try {
      const filter = { address: this.token, fromBlock: hexOf(from), toBlock: hexOf(to), topics: [transferTopic, null, addresses.map(topicOf)] }
      const [logs] = await this.nodes.agreed(to, [['eth_getLogs', filter]], (answer, host) => one(z.array(Log), answer, host))
      return this.facts(logs ?? [], addresses)
    } catch (error) {
      if (!(error instanceof RpcError) || from === to) throw error
      const middle = from + Math.floor((to - from) / 2)
      return [...await this.read(from, middle, addresses), ...await this.read(middle + 1, to, addresses)]
    }
  }

  /**
   * A log's place in its block changes when the transaction is mined anew in another block; its place among the transfers of
   * one transaction to one address does not, so that names it.
   */
  private facts(logs: readonly Log[], addresses: readonly string[]): CoinArrivalFact[] {
    const byTopic = new Map(addresses.map((address) => [topicOf(address), address]))
    const counts = new Map<string, number>()
    const inOrder = logs.toSorted((a, b) => Number(a.blockNumber - b.blockNumber || a.logIndex - b.logIndex))
    return inOrder.flatMap((entry) => {
      const address = byTopic.get(entry.topics[2]?.toLowerCase() ?? '')
      // Asked of the node already; what it answers is checked all the same.
      if (!address || entry.removed || entry.topics[0]?.toLowerCase() !== transferTopic || entry.address.toLowerCase() !== this.token.toLowerCase()) return []
      const place = `${entry.transactionHash}:${address}`
      const count = counts.get(place) ?? 0
      counts.set(place, count + 1)
      const units = /^0x[0-9a-f]{64}$/i.test(entry.data) ? BigInt(entry.data) : 0n
      if (units === 0n) return []
      return [{ asset: 'USDT', key: `${place}:${count}`, address, units, txHash: entry.transactionHash, block: { height: Number(entry.blockNumber), hash: entry.blockHash } }]
    })
  }
}
