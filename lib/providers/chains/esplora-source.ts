import { z } from 'zod'
import { askNode, NodeError, type NodeLimits } from './ask-node'
import { bitcoinAddress, isBitcoinAddress } from './bitcoin-address'
import { arrivalsOf, ScriptBook } from './bitcoin-arrivals'
import type { BitcoinNetwork } from './bitcoin-networks'
import type { AccountKey } from './extended-key'
import { one } from './json-rpc'
import type { ChainPosition, ChainSource, CoinArrivalFact } from './types'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Block = z.object({ id: Hash, height: z.number().int() })
const Tx = z.object({
  txid: Hash,
  vin: z.array(z.object({ sequence: z.number().int() })),
  vout: z.array(z.object({ scriptpubkey: z.string(), value: z.number().int().nonnegative() })),
  status: z.object({ confirmed: z.boolean(), block_height: z.number().int().nullish(), block_hash: Hash.nullish() }),
})
type Tx = z.output<typeof Tx>
const Stats = z.object({ chain_stats: z.object({ funded_txo_sum: z.number().int() }) })

/** How many confirmed transactions a page holds at most. */
const pageSize = 25
const mostPages = 400
const atOnce = 8
const usual: NodeLimits = { timeoutMs: 20_000, limitBytes: 16 * 1_048_576 }

/**
 * An Esplora server (as blockstream.info runs it), for operators without a node: it knows which transactions belong to an address, so each address
 * is asked for by itself. Whoever runs the server learns which addresses are ours, and is believed: a node of one's own is better.
 */
export class EsploraSource implements ChainSource {
  readonly network: string
  readonly mode: 'live' | 'test'
  readonly assets = ['BTC'] as const
  private readonly host: string
  private readonly scripts: ScriptBook
  private isKnown = false

  constructor(private readonly url: string, private readonly key: AccountKey, private readonly chain: BitcoinNetwork, private readonly limits: NodeLimits = usual) {
    this.network = chain.id
    this.mode = chain.isMain ? 'live' : 'test'
    this.host = new URL(url).host
    this.scripts = new ScriptBook(chain)
  }

  async tip(): Promise<ChainPosition> {
    await this.assertChain()
    const hash = one(Hash, await this.text('/blocks/tip/hash'), this.host)
    const { id, height } = await this.json(Block, `/block/${hash}`)
    return { height, hash: id }
  }

  /** Bitcoin never calls a block final: depth is all there is. */
  async finalizedHeight(): Promise<null> {
    return null
  }

  async hashAt(height: number): Promise<string | null> {
    const text = await this.text(`/block-height/${height}`)
    return text === null ? null : one(Hash, text, this.host)
  }

  async arrivalsIn(from: number, to: number, addresses: ReadonlySet<string>): Promise<CoinArrivalFact[]> {
    const isWithin = ({ status }: Tx): boolean => (status.block_height ?? -1) >= from && (status.block_height ?? Infinity) <= to
    const found = await this.ofEach(addresses, async (address) => (await this.confirmed(address, from)).filter(isWithin).flatMap((tx) => this.facts(tx, address)))
    return found.flat().toSorted((a, b) => (a.block?.height ?? 0) - (b.block?.height ?? 0))
  }

  async pending(addresses: ReadonlySet<string>): Promise<CoinArrivalFact[]> {
    const found = await this.ofEach(addresses, async (address) => {
      const txs = await this.json(z.array(Tx), `/address/${address}/txs/mempool`)
      return txs.filter(({ status }) => !status.confirmed).flatMap((tx) => this.facts(tx, address))
    })
    return found.flat()
  }

  /** All that ever came, whether it was spent since or not. */
  async received(addresses: ReadonlySet<string>): Promise<Map<string, bigint>> {
    return new Map(await this.ofEach(addresses, async (address) => {
      const { chain_stats: stats } = await this.json(Stats, `/address/${address}`)
      return [address, BigInt(stats.funded_txo_sum)] as const
    }))
  }

  addressAt(index: number): string {
    return bitcoinAddress(this.key, this.chain, index)
  }

  isAddress(text: string): boolean {
    return isBitcoinAddress(text, this.chain)
  }

  async health(): Promise<{ ok: boolean; reason?: string }> {
    await this.tip()
    return { ok: true }
  }

  /** The confirmed transactions of an address, newest first, back to those below `from`. */
  private async confirmed(address: string, from: number): Promise<Tx[]> {
    const found: Tx[] = []
    let after = ''
    for (let page = 0; page < mostPages; page++) {
      const txs = await this.json(z.array(Tx), `/address/${address}/txs/chain${after}`)
      found.push(...txs)
      const last = txs.at(-1)
      if (!last || txs.length < pageSize || (last.status.block_height ?? 0) < from) return found
      after = `/${last.txid}`
    }
    throw new NodeError(`${this.host} has more transactions of one address than could be read`)
  }

  /** A few addresses at a time: such servers serve many. */
  private async ofEach<T>(addresses: ReadonlySet<string>, read: (address: string) => Promise<T>): Promise<T[]> {
    const list = [...addresses]
    const found: T[] = []
    for (let start = 0; start < list.length; start += atOnce) found.push(...await Promise.all(list.slice(start, start + atOnce).map(read)))
    return found
  }

  private facts({ txid, vin, vout, status }: Tx, address: string): CoinArrivalFact[] {
    const block = status.confirmed && status.block_height != null && status.block_hash != null ? { height: status.block_height, hash: status.block_hash } : null
    const outputs = vout.map(({ scriptpubkey, value }) => ({ script: scriptpubkey, units: BigInt(value) }))
    return arrivalsOf({ txid, sequences: vin.map(({ sequence }) => sequence), outputs }, this.scripts.of(new Set([address])), block)
  }

  /** Another chain's server would show our addresses empty, or worse. @throws Error */
  private async assertChain(): Promise<void> {
    if (this.isKnown) return
    if (await this.hashAt(0) !== this.chain.genesis) throw new Error(`${this.host} follows another chain than ${this.network}`)
    this.isKnown = true
  }

  /** Null where the server has no such thing. */
  private async text(path: string): Promise<string | null> {
    const { status, text } = await askNode(this.url, { path }, this.limits)
    if (status === 404) return null
    if (status !== 200) throw new NodeError(`${this.host} answered ${status}`, status)
    return text.trim()
  }

  private async json<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    const text = await this.text(path)
    try {
      return one(schema, JSON.parse(text ?? 'null') as unknown, this.host)
    } catch (error) {
      if (error instanceof SyntaxError) throw new NodeError(`${this.host} answered something else than was asked`)
      throw error
    }
  }
}
