import { createRequire } from 'node:module'
import { createPublicClient, createTestClient, createWalletClient, http, parseGwei, publicActions, walletActions, type Hex } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { anvil } from 'viem/chains'
import { nodePatienceMs, startNode } from './chain-node'
import { compiled } from './evm-contracts'

/** The account m/44'/60'/0' of the words that every example uses. */
export const evmAccount = 'xpub6DCoCpSuQZB2jawqnGMEPS63ePKWkwWPH4TU45Q7LPXWuNd8TMtVxRrgjtEshuqpK3mdhaWHPFsBngh5GFZaM6si3yZdUsT8ddYM3PwnATt'
const operatorWords = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'
/** What anvil funds. */
const richWords = 'test test test test test test test test test test test junk'

export type EvmNode = Awaited<ReturnType<typeof startAnvil>>

/** The operator's own wallet, which holds the keys that the server never sees. */
export const operatorKey = (index: number) => mnemonicToAccount(operatorWords, { addressIndex: index })

/**
 * A real EVM node with a chain of its own that makes a block when told.
 * @throws when its program is not installed
 */
export async function startAnvil() {
  const program = createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}/bin/anvil`)
  const { url, rpc, stop } = await startNode({
    program, args: (port) => ['--host', '127.0.0.1', '--port', String(port), '--no-mining', '--silent'], url: (port) => `http://127.0.0.1:${port}`, greeting: 'eth_chainId',
  })
  const transport = http(url, { timeout: nodePatienceMs })
  const client = createTestClient({ chain: anvil, mode: 'anvil', transport }).extend(publicActions).extend(walletActions)
  const payer = mnemonicToAccount(richWords)
  const wallet = createWalletClient({ account: payer, chain: anvil, transport })
  const mine = async (blocks = 1): Promise<void> => client.mine({ blocks })

  const deploy = async (name: string, args: readonly unknown[] = []): Promise<Hex> => {
    const { abi, bytecode } = compiled(name)
    const hash = await wallet.deployContract({ abi, bytecode, args })
    await mine()
    const { contractAddress } = await createPublicClient({ chain: anvil, transport }).getTransactionReceipt({ hash })
    if (!contractAddress) throw new Error(`${name} was not deployed`)
    return contractAddress
  }

  return {
    url, mine, deploy, chainId: anvil.id,
    call: rpc.call.bind(rpc),
    height: async (): Promise<number> => Number(await client.getBlockNumber({ cacheTime: 0 })),
    /** Ether of the payer's, which waits until a block is made. */
    pay: (to: string, units: bigint): Promise<Hex> => wallet.sendTransaction({ to: to as Hex, value: units }),
    write: (contract: Hex, name: string, functionName: string, args: readonly unknown[], value = 0n): Promise<Hex> =>
      wallet.writeContract({ address: contract, abi: compiled(name).abi, functionName, args, value, gas: 500_000n }),
    /** Ether that the operator moves away from a receiving address. */
    sweep: async (index: number, units: bigint): Promise<Hex> =>
      createWalletClient({ account: operatorKey(index), chain: anvil, transport }).sendTransaction({ to: payer.address, value: units }),
    /** All of it, to the last wei. */
    empty: async (index: number): Promise<Hex> => {
      const account = operatorKey(index)
      const [balance, gasPrice] = [await client.getBalance({ address: account.address }), parseGwei('5')]
      return createWalletClient({ account, chain: anvil, transport }).sendTransaction({ to: payer.address, value: balance - gasPrice * 21_000n, gas: 21_000n, gasPrice, type: 'legacy' })
    },
    /** Other blocks in the place of the last `depth`; what was in them is lost. */
    reorganise: async (depth: number): Promise<void> => { await rpc.call('anvil_reorg', depth, []) },
    stop,
  }
}
