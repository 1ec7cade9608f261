import { z } from 'zod'
import { required } from '@/lib/kernel/assert'
import { log } from '@/lib/log'
import { Hash, hexOf, Quantity, type EvmNodes } from './evm-nodes'
import { one, RpcError, type RpcCall } from './json-rpc'
import type { CoinArrivalFact, Untold } from './types'

const Party = z.string().toLowerCase()
const Tx = z.object({ hash: Hash, from: Party, to: Party.nullable(), value: Quantity })
const Block = z.object({ hash: Hash, transactions: z.array(Tx) })
const Receipt = z.object({
  status: Quantity, gasUsed: Quantity, effectiveGasPrice: Quantity, blobGasUsed: Quantity.optional(), blobGasPrice: Quantity.optional(),
})

/** What an address has after a block, and how many transactions it has ever sent. */
type State = { height: number; balance: bigint; nonce: bigint }
type Growth = { height: number; units: bigint }

/** How nodes say that they no longer have the state of a past block; any other refusal is for another time. */
const forgotten = /missing trie node|state .*(not|un)\s?available|historical|pruned|archive|header not found/i
/** The nodes no longer tell the state of a past block. */
class PastUnknown extends Error {}

const same = (a: string, b: string | null): boolean => a.toLowerCase() === b?.toLowerCase()
const stateCalls = (address: string, height: number): RpcCall[] => [['eth_getBalance', address, hexOf(height)], ['eth_getTransactionCount', address, hexOf(height)]]

/**
 * Ether that arrived at addresses of ours. No list of transactions shows ether that a contract sends, so balances after blocks are compared instead,
 * halving the range until the very block is found in which one grew. While an address has sent nothing (its count of transactions
 * stands still) its balance can only grow, so no growth is missed. A sweep shows in that count: its block is looked at by itself, and what left in it, fees
 * too, is added back. So sweeping creates no arrival and hides none, whenever it happens.
 *
 * `recorded` is what is known to have arrived before `from`: an address that never sent anything and has just that is done with
 * two questions, and where the nodes have forgotten the past it stands in for it (the growth is then told of the last block).
 */
export class EtherArrivals {
  constructor(private readonly nodes: EvmNodes) {}

  async between(from: number, to: number, addresses: readonly string[], recorded: ReadonlyMap<string, bigint> | undefined, untold?: Untold): Promise<CoinArrivalFact[]> {
    const states = await this.nodes.agreed(to, addresses.flatMap((address) => stateCalls(address, to)), (answer, host) => one(Quantity, answer, host))
    const found: CoinArrivalFact[] = []
    for (const [i, address] of addresses.entries()) {
      const state: State = { height: to, balance: states[2 * i] ?? 0n, nonce: states[2 * i + 1] ?? 0n }
      if (state.nonce === 0n && state.balance === (recorded?.get(address) ?? 0n)) continue
      for (const growth of await this.growths(address, from - 1, state, recorded?.get(address) ?? 0n, untold)) found.push(await this.fact(address, growth))
    }
    return found
  }

  private async growths(address: string, before: number, last: State, recorded: bigint, untold?: Untold): Promise<Growth[]> {
    try {
      const first = before < 0 ? { height: before, balance: 0n, nonce: 0n } : await this.state(address, before)
      return await this.walk(address, first, last)
    } catch (error) {
      if (!(error instanceof PastUnknown)) throw error
      if (last.nonce === 0n) return last.balance > recorded ? [{ height: last.height, units: last.balance - recorded }] : []
      // What came to a swept address cannot be told without its past.
      log.error({ address, from: before + 1, to: last.height }, 'no node tells the past of an address that has been swept: ether that came to it meanwhile is not seen')
      untold?.(address, last.balance)
      return []
    }
  }

  private async walk(address: string, a: State, b: State): Promise<Growth[]> {
    if (a.nonce === b.nonce && a.balance === b.balance) return []
    if (b.height - a.height > 1) {
      const middle = await this.state(address, a.height + Math.floor((b.height - a.height) / 2))
      return [...await this.walk(address, a, middle), ...await this.walk(address, middle, b)]
    }
    const units = b.balance - a.balance + (a.nonce === b.nonce ? 0n : await this.spentIn(address, b.height))
    return units > 0n ? [{ height: b.height, units }] : []
  }

  private async state(address: string, height: number): Promise<State> {
    try {
      const [balance, nonce] = await this.nodes.agreed(height, stateCalls(address, height), (answer, host) => one(Quantity, answer, host))
      return { height, balance: balance ?? 0n, nonce: nonce ?? 0n }
    } catch (error) {
      if (error instanceof RpcError && forgotten.test(error.message)) throw new PastUnknown(error.message)
      throw error
    }
  }

  /** What the address itself sent in the block, with the fees it paid. */
  private async spentIn(address: string, height: number): Promise<bigint> {
    const { transactions } = await this.block(height)
    let spent = 0n
    for (const { hash, to, value } of transactions.filter(({ from }) => same(address, from))) {
      const [receipt] = await this.nodes.agreed(height, [['eth_getTransactionReceipt', hash]], (answer, host) => one(Receipt, answer, host))
      const { status, gasUsed, effectiveGasPrice, blobGasUsed = 0n, blobGasPrice = 0n } = required(receipt, 'the receipt')
      const hasLeft = status === 1n && !same(address, to)
      spent += gasUsed * effectiveGasPrice + blobGasUsed * blobGasPrice + (hasLeft ? value : 0n)
    }
    return spent
  }

  /** The transaction is named where one sent the whole of it: for people to look at, nothing depends on it. */
  private async fact(address: string, { height, units }: Growth): Promise<CoinArrivalFact> {
    const { hash, transactions } = await this.block(height)
    const sender = transactions.find(({ to, value }) => same(address, to) && value === units)
    return { asset: 'ETH', key: `${address}@${height}`, address, units, txHash: sender?.hash ?? null, block: { height, hash } }
  }

  private async block(height: number): Promise<z.output<typeof Block>> {
    const [block] = await this.nodes.agreed(height, [['eth_getBlockByNumber', hexOf(height), true]], (answer, host) => one(Block, answer, host))
    return required(block, 'the block')
  }
}
