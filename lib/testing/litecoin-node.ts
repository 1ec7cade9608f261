import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RpcError, type JsonRpc } from '@/lib/providers/chains/json-rpc'
import { startNode } from './chain-node'

/** A key for litecoin's regtest: the account m/84'/1'/0' of the words that every example uses, under its public test prefix. */
export const regtestAccount = 'vpub5Y6cjg78GGuNLsaPhmYsiw4gYX3HoQiRBiSwDaBXKUafCt9bNwWQiitDk5VZ5BVxYnQdwoTyXSs2JHRPAgjAvtbBrf8ZhDYe2jWAqvZVnsc'

export type Output = { address: string; coins: string }
export type LitecoinNode = {
  url: string
  call: (method: string, ...params: unknown[]) => Promise<unknown>
  /** New blocks to an address of nobody's. @returns their hashes */
  mine: (count?: number) => Promise<string[]>
  /**
   * Sends from the node's own coins in one transaction. `spends` names the coin to use, so that a second one can replace it or
   * double-spend it. @returns the id
   */
  pay: (outputs: Output[], options?: { feeCoins?: number; spends?: Coin; isReplaceable?: boolean; isHeldBack?: boolean }) => Promise<Sent>
  /** A coin that nothing else of the test uses. */
  coin: () => Promise<Coin>
  stop: () => Promise<void>
}
export type Coin = { txid: string; vout: number; amount: number }
export type Sent = { txid: string; hex: string }

const credentials = { user: 'test', password: 'test' }

/**
 * A node of Bitcoin's lineage (litecoind on a chain of its own) with 110 blocks and a wallet of its own coins.
 * @throws when litecoind is not installed
 */
export async function startLitecoin(): Promise<LitecoinNode> {
  const folder = await mkdtemp(join(tmpdir(), 'litecoin-'))
  const removed = async (): Promise<void> => rm(folder, { recursive: true, force: true })
  const started = startNode({
    program: 'litecoind', url: (port) => `http://${credentials.user}:${credentials.password}@127.0.0.1:${port}`, greeting: 'getblockchaininfo',
    args: (port) => [
      '-regtest', `-datadir=${folder}`, '-server=1', '-listen=0', '-dnsseed=0', '-discover=0', `-rpcport=${port}`, '-rpcbind=127.0.0.1', '-rpcallowip=127.0.0.1',
      `-rpcuser=${credentials.user}`, `-rpcpassword=${credentials.password}`, '-fallbackfee=0.0002', '-mempoolreplacement=1', '-walletrbf=1', '-printtoconsole=0',
    ],
  })
  const { url, rpc, stop: end } = await started.catch(async (error: unknown) => {
    await removed()
    throw error
  })
  const stop = async (): Promise<void> => {
    await end()
    await removed()
  }
  const node = new Litecoin(rpc, url, stop)
  await node.warmUp()
  return { url, call: rpc.call.bind(rpc), mine: node.mine.bind(node), pay: node.pay.bind(node), coin: node.coin.bind(node), stop }
}

class Litecoin {
  private coins: Coin[] = []
  private change = ''

  constructor(private readonly rpc: JsonRpc, readonly url: string, readonly stop: () => Promise<void>) {}

  async warmUp(): Promise<void> {
    await this.rpc.call('createwallet', 'coins').catch((error: unknown) => { if (!(error instanceof RpcError)) throw error })
    this.change = String(await this.rpc.call('getnewaddress', '', 'bech32'))
    await this.rpc.call('generatetoaddress', 150, this.change)
    this.coins = await this.rpc.call('listunspent') as Coin[]
  }

  /** To a new address each time: after a block was taken back, the same one again would be no new block. */
  async mine(count = 1): Promise<string[]> {
    return await this.rpc.call('generatetoaddress', count, await this.rpc.call('getnewaddress', '', 'bech32')) as string[]
  }

  async coin(): Promise<Coin> {
    const coin = this.coins.pop()
    if (!coin) throw new Error('the node has no coins left')
    return coin
  }

  async pay(outputs: Output[], options: { feeCoins?: number; spends?: Coin; isReplaceable?: boolean; isHeldBack?: boolean } = {}): Promise<Sent> {
    const coin = options.spends ?? await this.coin()
    const sent = outputs.reduce((sum, { coins }) => sum + Number(coins), 0)
    const rest = (coin.amount - sent - (options.feeCoins ?? 0.001)).toFixed(8)
    const raw = await this.raw(coin, [...outputs, { address: this.change, coins: rest }], options.isReplaceable ?? false)
    const { hex } = await this.rpc.call('signrawtransactionwithwallet', raw) as { hex: string }
    const { txid } = await this.rpc.call('decoderawtransaction', hex) as { txid: string }
    if (!options.isHeldBack) await this.rpc.call('sendrawtransaction', hex)
    return { txid, hex }
  }

  /** The node refuses to write one address twice, so its second place goes to another one first. */
  private async raw(coin: Coin, outputs: Output[], isReplaceable: boolean): Promise<string> {
    const places: Record<string, string>[] = []
    const swaps: [string, string][] = []
    for (const { address, coins } of outputs) {
      if (!places.some((place) => address in place)) places.push({ [address]: coins })
      else {
        const other = String(await this.rpc.call('getnewaddress', '', 'bech32'))
        swaps.push([await this.script(other), await this.script(address)])
        places.push({ [other]: coins })
      }
    }
    const raw = String(await this.rpc.call('createrawtransaction', [{ txid: coin.txid, vout: coin.vout }], places, 0, isReplaceable))
    return swaps.reduce((text, [other, wanted]) => text.replace(other, wanted), raw)
  }

  private async script(address: string): Promise<string> {
    const { scriptPubKey } = await this.rpc.call('getaddressinfo', address) as { scriptPubKey: string }
    return scriptPubKey
  }
}
