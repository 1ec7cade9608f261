import { scriptOf } from './bitcoin-address'
import type { BitcoinNetwork } from './bitcoin-networks'
import type { ChainPosition, CoinArrivalFact } from './types'

/** A transaction as every source of blocks can tell it. @param sequences of its inputs */
export type BitcoinTx = { txid: string; sequences: readonly number[]; outputs: readonly { script: string; units: bigint }[] }

/** The scripts that pay our addresses. Each is worked out once: the same addresses are looked for in every pass. */
export class ScriptBook {
  private readonly known = new Map<string, string>()

  constructor(private readonly network: BitcoinNetwork) {}

  /** Output script → the address it pays. */
  of(addresses: ReadonlySet<string>): Map<string, string> {
    return new Map([...addresses].map((address) => {
      const script = this.known.get(address) ?? scriptOf(address, this.network)
      this.known.set(address, script)
      return [script, address]
    }))
  }
}

/** By BIP125 a sequence below this keeps the right to replace the transaction while it waits. */
const finalSequence = 0xfffffffe
const signalsReplacement = (sequences: readonly number[]): boolean => sequences.some((sequence) => sequence < finalSequence)

/** What the transaction brings to the addresses: one arrival an output, so two to one address are two. */
export function arrivalsOf(tx: BitcoinTx, scripts: ReadonlyMap<string, string>, block: ChainPosition | null): CoinArrivalFact[] {
  return tx.outputs.flatMap(({ script, units }, index) => {
    const address = scripts.get(script)
    if (address === undefined || units === 0n) return []
    const fact: CoinArrivalFact = { asset: 'BTC', key: `${tx.txid}:${index}`, address, units, txHash: tx.txid, block }
    return [block === null && signalsReplacement(tx.sequences) ? { ...fact, isReplaceable: true as const } : fact]
  })
}
