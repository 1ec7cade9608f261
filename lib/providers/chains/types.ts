export const coinAssets = ['BTC', 'ETH', 'USDT'] as const
export type CoinAsset = (typeof coinAssets)[number]

/** How many of the asset's whole units (satoshi, wei, micro-tether) make one coin, as a power of ten. */
export const coinDecimals: Readonly<Record<CoinAsset, number>> = { BTC: 8, ETH: 18, USDT: 6 }

/** A block, named so that a reorganisation is noticed: the same height with another hash is another block. */
export type ChainPosition = { height: number; hash: string }

/** What the chain shows at one address now: a fact about coins, never about money owed. */
export type CoinArrivalFact = {
  asset: CoinAsset
  /** Unique on its chain for the asset: `txid:vout`, `txhash:logIndex`, or `address@height` of the balance's growth for ETH. */
  key: string
  address: string
  units: bigint
  /** Null where the coins came through a contract, whose inner transfers no transaction shows. */
  txHash: string | null
  /** Null while it waits in the mempool. */
  block: ChainPosition | null
  /** The sender has kept the right to replace it. */
  isReplaceable?: true
}

/**
 * One chain as this deployment reads it. Nothing here can spend: addresses come from a public key of the operator's.
 * Every question may throw when no node answers, or when nodes disagree; the caller asks again later.
 */
export type Untold = (address: string, held: bigint) => void

export interface ChainSource {
  /** `bitcoin`, `bitcoin-testnet`, `bitcoin-regtest`, `eip155:1` … */
  readonly network: string
  readonly mode: 'live' | 'test'
  readonly assets: readonly CoinAsset[]
  /** Following every address there ever was costs what following one does: none needs a visit of its own. */
  readonly followsAll?: boolean
  tip(): Promise<ChainPosition>
  /** The height that the chain itself calls final; null where it has no such notion. */
  finalizedHeight(): Promise<number | null>
  /** Null above the tip. */
  hashAt(height: number): Promise<string | null>
  /**
   * Everything that arrived at these addresses in the blocks `from` to `to`, both included.
   * @param recorded the wei known to have arrived at an address before `from`: spares questions where nothing is new, and stands in
   *   for the past where the nodes no longer tell it
   * @param untold hears of an address that ether may have come to unseen, because no node tells its past, with the wei that lie there now
   */
  arrivalsIn(from: number, to: number, addresses: ReadonlySet<string>, recorded?: ReadonlyMap<string, bigint>, untold?: Untold): Promise<CoinArrivalFact[]>
  /** The same of the mempool; nothing where the chain's nodes do not show theirs. */
  pending(addresses: ReadonlySet<string>): Promise<CoinArrivalFact[]>
  /**
   * What each address has of the asset in the confirmed chain now (all that ever came, where the source can tell), for reconciliation. Asked for many at
   * once: a Bitcoin node looks through all coins there are, minutes long, for one as for a thousand.
   */
  received(addresses: ReadonlySet<string>, asset: CoinAsset): Promise<ReadonlyMap<string, bigint>>
  /** The address of this index under the operator's extended public key. */
  addressAt(index: number): string
  /** Whether coins could be sent to such an address on this chain. */
  isAddress(text: string): boolean
  health(): Promise<{ ok: boolean; reason?: string }>
}
