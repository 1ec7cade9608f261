import { z } from 'zod'
import { bitcoinAddress, isBitcoinAddress } from './bitcoin-address'
import { arrivalsOf, ScriptBook, type BitcoinTx } from './bitcoin-arrivals'
import type { BitcoinNetwork } from './bitcoin-networks'
import type { AccountKey } from './extended-key'
import { one, RpcError, type JsonRpc } from './json-rpc'
import { Mempool } from './mempool'
import type { ChainPosition, ChainSource, CoinArrivalFact } from './types'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Info = z.object({ blocks: z.number().int(), bestblockhash: Hash, initialblockdownload: z.boolean().optional() })
const Tx = z.object({
  txid: Hash,
  vin: z.array(z.object({ sequence: z.number().int() })),
  vout: z.array(z.object({ value: z.number().nonnegative(), n: z.number().int(), scriptPubKey: z.object({ hex: z.string() }) })),
})
const Block = z.object({ hash: Hash, height: z.number().int(), tx: z.array(Tx) })
const Unspent = z.object({ success: z.boolean(), unspents: z.array(z.object({ scriptPubKey: z.string(), amount: z.number().nonnegative() })) })

const outOfRange = -8
const scanMs = 900_000

/**
 * The node writes bitcoins as decimal numbers. Eight places of the nearest double are exact for every amount below 21 million
 * coins (neighbouring doubles are 4e-9 apart there, less than half a satoshi).
 */
export const satoshis = (coins: number): bigint => BigInt(coins.toFixed(8).replace('.', ''))

const plainTx = ({ txid, vin, vout }: z.output<typeof Tx>): BitcoinTx => ({
  txid, sequences: vin.map(({ sequence }) => sequence), outputs: vout.toSorted((a, b) => a.n - b.n).map(({ value, scriptPubKey }) => ({ script: scriptPubKey.hex, units: satoshis(value) })),
})

/**
 * A Bitcoin Core node without a wallet: blocks are read whole and looked through for our scripts, so following many addresses costs what
 * following one does, and a pruned node without any index will do.
 */
export class BitcoinCoreSource implements ChainSource {
  readonly network: string
  readonly mode: 'live' | 'test'
  readonly assets = ['BTC'] as const
  readonly followsAll = true
  private readonly mempool: Mempool
  private readonly scripts: ScriptBook
  private isKnown = false

  constructor(private readonly rpc: JsonRpc, private readonly key: AccountKey, private readonly chain: BitcoinNetwork) {
    this.network = chain.id
    this.mode = chain.isMain ? 'live' : 'test'
    this.scripts = new ScriptBook(chain)
    this.mempool = new Mempool((txids) => this.readTxs(txids))
  }

  async tip(): Promise<ChainPosition> {
    await this.assertChain()
    const { blocks, bestblockhash } = one(Info, await this.rpc.call('getblockchaininfo'), this.rpc.host)
    return { height: blocks, hash: bestblockhash }
  }

  /** Bitcoin never calls a block final: depth is all there is. */
  async finalizedHeight(): Promise<null> {
    return null
  }

  async hashAt(height: number): Promise<string | null> {
    try {
      return one(Hash, await this.rpc.call('getblockhash', height), this.rpc.host)
    } catch (error) {
      if (error instanceof RpcError && error.code === outOfRange) return null
      throw error
    }
  }

  async arrivalsIn(from: number, to: number, addresses: ReadonlySet<string>): Promise<CoinArrivalFact[]> {
    if (addresses.size === 0) return []
    const scripts = this.scripts.of(addresses)
    const found: CoinArrivalFact[] = []
    for (let height = from; height <= to; height++) {
      const { hash, tx } = one(Block, await this.rpc.call('getblock', await this.rpc.call('getblockhash', height), 2), this.rpc.host)
      for (const each of tx) found.push(...arrivalsOf(plainTx(each), scripts, { height, hash }))
    }
    return found
  }

  async pending(addresses: ReadonlySet<string>): Promise<CoinArrivalFact[]> {
    const txids = one(z.array(Hash), await this.rpc.call('getrawmempool'), this.rpc.host)
    return this.mempool.arrivals(txids, this.scripts.of(addresses))
  }

  /** What lies unspent at them: the node has no index of addresses, so it looks through all coins there are, for minutes. */
  async received(addresses: ReadonlySet<string>): Promise<Map<string, bigint>> {
    const held = new Map([...addresses].map((address) => [address, 0n]))
    if (addresses.size === 0) return held
    const scripts = this.scripts.of(addresses)
    const { success, unspents } = one(Unspent, await this.rpc.slowly(scanMs, 'scantxoutset', 'start', [...scripts.keys()].map((script) => `raw(${script})`)), this.rpc.host)
    if (!success) throw new Error(`${this.rpc.host} did not finish its scan`)
    for (const { scriptPubKey, amount } of unspents) {
      const address = scripts.get(scriptPubKey)
      if (address !== undefined) held.set(address, (held.get(address) ?? 0n) + satoshis(amount))
    }
    return held
  }

  addressAt(index: number): string {
    return bitcoinAddress(this.key, this.chain, index)
  }

  isAddress(text: string): boolean {
    return isBitcoinAddress(text, this.chain)
  }

  async health(): Promise<{ ok: boolean; reason?: string }> {
    await this.assertChain()
    const { initialblockdownload: isBehind } = one(Info, await this.rpc.call('getblockchaininfo'), this.rpc.host)
    return isBehind ? { ok: false, reason: `${this.rpc.host} is still downloading the chain` } : { ok: true }
  }

  /** Another chain's node would show our addresses empty, or worse. @throws Error */
  private async assertChain(): Promise<void> {
    if (this.isKnown) return
    if (await this.hashAt(0) !== this.chain.genesis) throw new Error(`${this.rpc.host} follows another chain than ${this.network}`)
    this.isKnown = true
  }

  /** Those that still wait; one that has left meanwhile is left out. */
  private async readTxs(txids: readonly string[]): Promise<BitcoinTx[]> {
    const answers = await this.rpc.batch(txids.map((txid) => ['getrawtransaction', txid, true] as const))
    return answers.filter((answer) => !(answer instanceof RpcError)).map((answer) => plainTx(one(Tx, answer, this.rpc.host)))
  }
}
