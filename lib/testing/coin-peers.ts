// The chains of the browser tests: real nodes with chains of their own beside the product. Prints the settings that reach them and the
// address of their control as one line of JSON. POST /pay {asset, address, amount} sends coins, POST /mine {asset, blocks} makes blocks.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseUnits, type Hex } from 'viem'
import { evmAccount, startAnvil } from './evm-node'
import { regtestAccount, startLitecoin } from './litecoin-node'

const tokenDecimals = 6
const [ethereum, bitcoin] = await Promise.all([startAnvil(), startLitecoin()])
const token = await ethereum.deploy('TetherLike', [tokenDecimals])

type Order = { asset?: string; address?: string; amount?: string; blocks?: number }

async function readJson(request: IncomingMessage): Promise<Order> {
  let text = ''
  for await (const part of request) text += String(part)
  return JSON.parse(text || '{}') as Order
}

const acts: Record<string, (order: Order) => Promise<unknown>> = {
  '/pay': async ({ asset, address = '', amount = '0' }) => {
    if (asset === 'BTC') return (await bitcoin.pay([{ address, coins: amount }])).txid
    if (asset === 'ETH') return ethereum.pay(address, parseUnits(amount, 18))
    return ethereum.write(token, 'TetherLike', 'transfer', [address as Hex, parseUnits(amount, tokenDecimals)])
  },
  '/mine': ({ asset, blocks = 1 }) => (asset === 'BTC' ? bitcoin.mine(blocks) : ethereum.mine(blocks)),
}

const control = createServer((request, response) => {
  const act = acts[request.url ?? '']
  const answer = async (): Promise<unknown> => (act ? act(await readJson(request)) : Promise.reject(new Error('no such act')))
  answer().then(
    (result) => response.end(JSON.stringify({ result: result ?? null })),
    (error: unknown) => response.writeHead(500).end(String(error)),
  )
}).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({
    control: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
    settings: {
      BTC_XPUB: regtestAccount, BTC_NETWORK: 'litecoin-regtest', BTC_RPC_URL: bitcoin.url,
      EVM_XPUB: evmAccount, EVM_CHAIN_ID: String(ethereum.chainId), EVM_RPC_URLS: ethereum.url, USDT_TOKEN_ADDRESS: token,
    },
  }))
})

const stop = (): void => void Promise.all([ethereum.stop(), bitcoin.stop()]).finally(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
