import { isAddress } from 'viem'
import { z } from 'zod'
import { EtherArrivals } from './ether-arrivals'
import { evmAddress } from './evm-address'
import { EvmNodes, Hash, hexOf, Quantity } from './evm-nodes'
import type { AccountKey } from './extended-key'
import { one, type JsonRpc, type RpcCall } from './json-rpc'
import { TokenArrivals } from './token-arrivals'
import { coinDecimals, type ChainPosition, type ChainSource, type CoinArrivalFact, type CoinAsset, type Untold } from './types'

type EvmSettings = { chainId: number; mode: 'live' | 'test'; key: AccountKey; nodes: readonly JsonRpc[]; tokenAddress?: string | undefined }

const Numbered = z.object({ number: Quantity }).nullable()
const Hashed = z.object({ hash: Hash }).nullable()

/** The first four bytes of keccak256 of `decimals()` and `balanceOf(address)`. */
const selectors = { decimals: '0x313ce567', balanceOf: '0x70a08231' } as const
/** A chain that has made no block for so long is not one that payments arrive on. */
const stillMs = 15 * 60_000

/** Ethereum and its test chains: ether by balances, USDT by the token's events. */
export class EvmSource implements ChainSource {
  readonly network: string
  readonly mode: 'live' | 'test'
  readonly assets: readonly CoinAsset[]
  private readonly nodes: EvmNodes
  private readonly ether: EtherArrivals
  private readonly token: TokenArrivals | null
  private isTokenKnown = false

  constructor(private readonly settings: EvmSettings) {
    this.network = `eip155:${settings.chainId}`
    this.mode = settings.mode
    this.assets = settings.tokenAddress ? ['ETH', 'USDT'] : ['ETH']
    this.nodes = new EvmNodes(settings.nodes, settings.chainId)
    this.ether = new EtherArrivals(this.nodes)
    this.token = settings.tokenAddress ? new TokenArrivals(this.nodes, settings.tokenAddress) : null
  }

  async tip(): Promise<ChainPosition> {
    const { height, hash } = await this.nodes.tip()
    await this.assertToken()
    return { height, hash }
  }

  /** The least that any node calls final. */
  async finalizedHeight(): Promise<number | null> {
    const heights = await this.nodes.each(['eth_getBlockByNumber', 'finalized', false], (answer, host) => Number(one(Numbered, answer, host)?.number ?? -1))
    const least = Math.min(...heights)
    return least < 0 ? null : least
  }

  async hashAt(height: number): Promise<string | null> {
    if (height > this.nodes.known && height > (await this.nodes.tip()).height) return null
    const [hash] = await this.nodes.agreed(height, [['eth_getBlockByNumber', hexOf(height), false]], (answer, host) => one(Hashed, answer, host)?.hash ?? null)
    return hash ?? null
  }

  async arrivalsIn(from: number, to: number, addresses: ReadonlySet<string>, recorded?: ReadonlyMap<string, bigint>, untold?: Untold): Promise<CoinArrivalFact[]> {
    if (addresses.size === 0) return []
    const list = [...addresses]
    return [...await this.ether.between(from, to, list, recorded, untold), ...await this.token?.between(from, to, list) ?? []]
  }

  /** Nodes for hire show no mempool that could be trusted, and blocks are seconds apart. */
  async pending(): Promise<CoinArrivalFact[]> {
    return []
  }

  async received(addresses: ReadonlySet<string>, asset: CoinAsset): Promise<Map<string, bigint>> {
    const { height } = await this.nodes.tip()
    const list = [...addresses]
    const calls = list.map((address): RpcCall => {
      if (asset === 'ETH') return ['eth_getBalance', address, hexOf(height)]
      const data = `${selectors.balanceOf}${address.slice(2).toLowerCase().padStart(64, '0')}`
      return ['eth_call', { to: this.settings.tokenAddress, data }, hexOf(height)]
    })
    const units = await this.nodes.agreed(height, calls, (answer, host) => one(Quantity, answer, host))
    return new Map(list.map((address, i) => [address, units[i] ?? 0n]))
  }

  addressAt(index: number): string {
    return evmAddress(this.settings.key, index)
  }

  isAddress(text: string): boolean {
    return isAddress(text)
  }

  async health(): Promise<{ ok: boolean; reason?: string }> {
    const { at } = await this.nodes.tip()
    await this.assertToken()
    return Date.now() - at.getTime() > stillMs ? { ok: false, reason: `chain ${this.settings.chainId} has made no block since ${at.toISOString()}` } : { ok: true }
  }

  /** A wrong address or another token would count wrong amounts. @throws Error */
  private async assertToken(): Promise<void> {
    const { tokenAddress } = this.settings
    if (this.isTokenKnown || !tokenAddress) return
    const [code] = await this.nodes.each(['eth_getCode', tokenAddress, 'latest'], (answer, host) => one(z.string(), answer, host))
    if (!code || code === '0x') throw new Error(`USDT_TOKEN_ADDRESS: no contract on chain ${this.settings.chainId}`)
    const decimals = await this.nodes.each(['eth_call', { to: tokenAddress, data: selectors.decimals }, 'latest'], (answer, host) => Number(one(Quantity, answer, host)))
    if (decimals.some((count) => count !== coinDecimals.USDT)) throw new Error(`USDT_TOKEN_ADDRESS: the contract counts in ${decimals.join(', ')} decimals, not ${coinDecimals.USDT}`)
    this.isTokenKnown = true
  }
}
