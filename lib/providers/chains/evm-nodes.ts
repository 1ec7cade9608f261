import { z } from 'zod'
import { one, RpcError, type JsonRpc, type RpcCall } from './json-rpc'
import type { ChainPosition } from './types'

export const Quantity = z.string().regex(/^0x[0-9a-f]+$/i).transform((text) => BigInt(text))
export const Hash = z.string().regex(/^0x[0-9a-f]{64}$/i).transform((text) => text.toLowerCase())
const Head = z.object({ number: Quantity, hash: Hash, timestamp: Quantity })

export const hexOf = (value: number | bigint): string => `0x${value.toString(16)}`

/** A node this far behind the furthest one is not asked if it stands still: it would hold all of us back. */
const mostBehind = 20
/** Ethereum and its public test chains make a block in each of these; chains for development whenever somebody likes. */
const slotMs = 12_000
const unpacedChains: readonly number[] = [31_337, 1_337]

/** Nodes that should tell the same say different things: nothing is believed until they agree. */
export class NodesDisagree extends Error {}

/**
 * Several nodes of one chain. What counts is asked of every node that answers and believed only where they agree; one that is
 * down, or far behind, is left out.
 */
export class EvmNodes {
  private readonly heads = new Map<JsonRpc, number>()
  private readonly checked = new Set<JsonRpc>()

  constructor(private readonly nodes: readonly JsonRpc[], private readonly chainId: number) {}

  /** The height that was the tip when it was last asked for; -1 before that. */
  get known(): number {
    return Math.min(...this.heads.values(), this.heads.size === 0 ? -1 : Infinity)
  }

  /** The highest block that all nodes in use have. @throws NodeError when none answers, NodesDisagree */
  async tip(): Promise<ChainPosition & { at: Date }> {
    const answers = await Promise.allSettled(this.nodes.map((node) => this.head(node)))
    this.heads.clear()
    answers.forEach((answer, i) => {
      const node = this.nodes[i]
      if (node && answer.status === 'fulfilled') this.heads.set(node, answer.value)
    })
    const wrong = answers.find((answer) => answer.status === 'rejected' && answer.reason instanceof WrongChain)
    if (wrong?.status === 'rejected') throw wrong.reason
    if (this.heads.size === 0) throw reasonOf(answers)
    const best = Math.max(...this.heads.values())
    for (const [node, head] of [...this.heads]) if (head < best - mostBehind && await this.standsStill(node, head)) this.heads.delete(node)
    const height = Math.min(...this.heads.values())
    const [block] = await this.agreed(height, [['eth_getBlockByNumber', hexOf(height), false]], (answer, host) => {
      const { hash, timestamp } = one(Head, answer, host)
      return { hash, timestamp }
    })
    if (!block) throw new NodesDisagree('no node has the block it called its last')
    return { height, hash: block.hash, at: new Date(Number(block.timestamp) * 1_000) }
  }

  /**
   * Asks every node in use that has come to this height. `read` takes from an answer what nodes must agree on, which is also what is returned.
   * @throws NodesDisagree, NodeError, RpcError
   */
  async agreed<T>(height: number, calls: readonly RpcCall[], read: (answer: unknown, host: string) => T): Promise<T[]> {
    const asked = await this.inUse(height)
    const answers = await Promise.allSettled(asked.map(async (node) => (await node.all(calls)).map((answer) => read(answer, node.host))))
    const told = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    const [first] = told
    if (!first) throw reasonOf(answers)
    const text = comparable(first)
    if (told.some((other) => comparable(other) !== text)) throw new NodesDisagree(`nodes of chain ${this.chainId} tell different things about block ${height}`)
    return first
  }

  /** The same question of every node that answers, without holding their answers against each other. */
  async each<T>(call: RpcCall, read: (answer: unknown, host: string) => T): Promise<T[]> {
    const [method, ...params] = call
    const answers = await Promise.allSettled((await this.inUse(0)).map(async (node) => read(await node.call(method, ...params), node.host)))
    const told = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    if (told.length === 0) throw reasonOf(answers)
    return told
  }

  /**
   * Whether a node's own last block is old. One that follows the chain and is far behind another all the same is not the one that is wrong:
   * else any node could have the others left out, and be believed alone, by calling itself ahead of them.
   */
  private async standsStill(node: JsonRpc, head: number): Promise<boolean> {
    if (unpacedChains.includes(this.chainId)) return true
    try {
      const { timestamp } = one(Head, await node.call('eth_getBlockByNumber', hexOf(head), false), node.host)
      return Date.now() - Number(timestamp) * 1_000 > mostBehind * slotMs
    } catch {
      return true
    }
  }

  private async inUse(height: number): Promise<JsonRpc[]> {
    if (this.heads.size === 0) await this.tip()
    const able = [...this.heads].filter(([, head]) => head >= height).map(([node]) => node)
    if (able.length === 0) throw new NodesDisagree(`no node has come to block ${height}`)
    return able
  }

  private async head(node: JsonRpc): Promise<number> {
    if (!this.checked.has(node)) {
      const chainId = Number(one(Quantity, await node.call('eth_chainId'), node.host))
      if (chainId !== this.chainId) throw new WrongChain(`${node.host} follows chain ${chainId}, not ${this.chainId}`)
      this.checked.add(node)
    }
    return Number(one(Quantity, await node.call('eth_blockNumber'), node.host))
  }
}

/** Somebody's mistake in the configuration, which must not be taken for a node that is down. */
class WrongChain extends Error {}

const comparable = (value: unknown): string => JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? hexOf(one) : one))

/** A node that could not be had may answer later: that counts before what another one refuses. */
function reasonOf(answers: readonly PromiseSettledResult<unknown>[]): Error {
  const reasons = answers.flatMap((answer) => (answer.status === 'rejected' && answer.reason instanceof Error ? [answer.reason] : []))
  return reasons.find((reason) => !(reason instanceof RpcError)) ?? reasons[0] ?? new Error('no node is configured')
}
