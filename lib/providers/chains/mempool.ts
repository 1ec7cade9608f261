import { arrivalsOf, type BitcoinTx } from './bitcoin-arrivals'
import type { CoinArrivalFact } from './types'

/** Our addresses are all native segwit: of any other output a waiting transaction's place is enough. */
const ours = /^0014[0-9a-f]{40}$/
const nothing: BitcoinTx['outputs'] = []
const chunk = 1_000

/** A node's waiting transactions, each read once: a full mempool is a hundred thousand of them, a minute's news a few hundred. */
export class Mempool {
  private known = new Map<string, BitcoinTx>()

  constructor(private readonly read: (txids: readonly string[]) => Promise<BitcoinTx[]>) {}

  /** @param txids all that wait now; what else was known is forgotten */
  async arrivals(txids: readonly string[], scripts: ReadonlyMap<string, string>): Promise<CoinArrivalFact[]> {
    const next = new Map<string, BitcoinTx>()
    const unread: string[] = []
    for (const txid of txids) {
      const tx = this.known.get(txid)
      if (tx) next.set(txid, tx)
      else unread.push(txid)
    }
    for (let start = 0; start < unread.length; start += chunk) {
      for (const tx of await this.read(unread.slice(start, start + chunk))) next.set(tx.txid, slim(tx))
    }
    this.known = next
    return [...next.values()].flatMap((tx) => arrivalsOf(tx, scripts, null))
  }
}

/** Keeps the places of outputs, so that keys stay right, and of all but ours nothing else. */
function slim({ txid, sequences, outputs }: BitcoinTx): BitcoinTx {
  if (!outputs.some(({ script }) => ours.test(script))) return { txid, sequences: [], outputs: nothing }
  return { txid, sequences, outputs: outputs.map((output) => (ours.test(output.script) ? output : { script: '', units: 0n })) }
}
