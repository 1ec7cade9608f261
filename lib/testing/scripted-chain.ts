import type { ChainPosition, ChainSource, CoinArrivalFact, CoinAsset } from '@/lib/providers/chains/types'

/** A chain of the test's own: it answers, gives addresses, and shows nothing by itself. Arrivals are written by the test, as a follower would. */
export class ScriptedChain implements ChainSource {
  readonly mode = 'test'
  isUp = true
  /** What `received` answers for an address. */
  readonly holdings = new Map<string, bigint>()

  constructor(readonly network: string, readonly assets: readonly CoinAsset[]) {}

  async tip(): Promise<ChainPosition> { return { height: 100, hash: 'tip' } }
  async finalizedHeight(): Promise<number | null> { return null }
  async hashAt(height: number): Promise<string | null> { return `hash ${height}` }
  async arrivalsIn(): Promise<CoinArrivalFact[]> { return [] }
  async pending(): Promise<CoinArrivalFact[]> { return [] }
  async received(addresses: ReadonlySet<string>, asset: CoinAsset): Promise<Map<string, bigint>> {
    return new Map([...addresses].map((address) => [address, this.holdings.get(`${address} ${asset}`) ?? 0n]))
  }
  addressAt(index: number): string { return `${this.network}-address-${index.toString().padStart(6, '0')}` }
  isAddress(text: string): boolean { return this.network.startsWith('eip155:') ? /^0x[0-9a-fA-F]{40}$/.test(text) : /^bcrt1[a-z0-9]{30,}$/.test(text) }
  async health(): Promise<{ ok: boolean; reason?: string }> { return this.isUp ? { ok: true } : { ok: false, reason: 'no node' } }
}
