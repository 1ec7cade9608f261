import { z } from 'zod'
import { bitcoinNetworkNames, bitcoinNetworks } from './providers/chains/bitcoin-networks'
import { accountKey } from './providers/chains/extended-key'

const usableKey = z.string().superRefine((text, context) => {
  try {
    accountKey(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'must be the public key of an account' })
  }
})
const isWeb = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
const nodeUrl = z.string().refine(isWeb, 'must be a URL that starts with http:// or https://')
const nodeUrls = z.string().default('').transform((text) => [...new Set(text.split(',').map((part) => part.trim()).filter((part) => part !== ''))])
  .refine((urls) => urls.every(isWeb), 'must be URLs that start with http:// or https://, separated by commas')
const evmAddress = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'must be an address like 0x and 40 digits')

/** The chain where ETH and USDT have worth, with Tether's own contract there, and the test chains. */
export const ethereumMain = { chainId: 1, tetherAddress: '0xdAC17F958D2ee523a2206206994597C13D831ec7' } as const
/** Sepolia, Holesky, Hoodi, and nodes for development. */
const testChainIds: readonly number[] = [11_155_111, 17_000, 560_048, 31_337, 1_337]

/** The variables of receiving coins. */
export const coinShape = {
  BTC_XPUB: usableKey.optional(),
  BTC_NETWORK: z.enum(bitcoinNetworkNames, `must be one of ${bitcoinNetworkNames.join(', ')}`).optional(),
  BTC_RPC_URL: nodeUrl.optional(),
  BTC_ESPLORA_URL: nodeUrl.optional(),
  EVM_XPUB: usableKey.optional(),
  EVM_CHAIN_ID: z.coerce.number('must be the number of a chain').int('must be the number of a chain').positive('must be the number of a chain').optional(),
  EVM_RPC_URLS: nodeUrls,
  USDT_TOKEN_ADDRESS: evmAddress.optional(),
}

type CoinValues = z.output<z.ZodObject<typeof coinShape>> & { BILLING_MODE: 'test' | 'live' }
type Refuse = (name: keyof typeof coinShape, message: string) => void

/** Holds the variables against each other and against BILLING_MODE: coins with worth are received in live mode and only there. */
export function checkCoins(values: CoinValues, refuse: Refuse): void {
  checkBitcoin(values, refuse)
  checkEvm(values, refuse)
}

function checkBitcoin(values: CoinValues, refuse: Refuse): void {
  const { BTC_XPUB: key, BTC_RPC_URL: rpc, BTC_ESPLORA_URL: esplora, BILLING_MODE: mode } = values
  if (!key) {
    for (const name of ['BTC_NETWORK', 'BTC_RPC_URL', 'BTC_ESPLORA_URL'] as const) if (values[name]) refuse('BTC_XPUB', `missing, but ${name} is set`)
    return
  }
  const network = bitcoinNetworks[btcNetworkName(values)]
  const { name, isMain } = accountKey(key)
  if (network.isMain !== (mode === 'live')) refuse('BTC_NETWORK', `${network.isMain ? 'coins with worth' : 'a test network'}, but BILLING_MODE=${mode}`)
  // Wallets for litecoin's regtest export either kind; nothing there has worth.
  if (isMain !== network.isMain) refuse('BTC_XPUB', `${name} is a key for ${isMain ? 'mainnet' : 'test networks'}, but ${mode === 'live' ? 'BILLING_MODE=live' : `the network is ${network.id}`}`)
  if (Boolean(rpc) === Boolean(esplora)) refuse(rpc ? 'BTC_ESPLORA_URL' : 'BTC_RPC_URL', 'set either BTC_RPC_URL (a node of yours) or BTC_ESPLORA_URL')
}

function checkEvm(values: CoinValues, refuse: Refuse): void {
  const { EVM_XPUB: key, EVM_RPC_URLS: urls, USDT_TOKEN_ADDRESS: token, BILLING_MODE: mode } = values
  if (!key) {
    if (urls.length > 0 || token || values.EVM_CHAIN_ID) refuse('EVM_XPUB', 'missing, but other variables of its chain are set')
    return
  }
  if (accountKey(key).name !== 'xpub') refuse('EVM_XPUB', 'must be the xpub of the account m/44\'/60\'/0\'')
  const chainId = values.EVM_CHAIN_ID ?? (mode === 'live' ? ethereumMain.chainId : undefined)
  if (chainId === undefined) refuse('EVM_CHAIN_ID', 'missing: the test chain that the nodes follow')
  else if (mode === 'live' && chainId !== ethereumMain.chainId) refuse('EVM_CHAIN_ID', `${chainId} is not Ethereum (1), but BILLING_MODE=live`)
  else if (mode === 'test' && !testChainIds.includes(chainId)) refuse('EVM_CHAIN_ID', `${chainId} is no test chain that is known (${testChainIds.join(', ')}), but BILLING_MODE=test`)
  if (mode === 'live' && token && token.toLowerCase() !== ethereumMain.tetherAddress.toLowerCase()) refuse('USDT_TOKEN_ADDRESS', 'not Tether\'s contract, but BILLING_MODE=live')
  const needed = mode === 'live' ? 2 : 1
  if (urls.length < needed) refuse('EVM_RPC_URLS', needed === 2 ? 'names two nodes at least, of different providers, so that no single one is believed' : 'missing: the nodes to ask')
}

/** The Bitcoin network meant: mainnet in live mode, testnet in test mode, unless BTC_NETWORK says which. */
export const btcNetworkName = ({ BTC_NETWORK, BILLING_MODE }: Pick<CoinValues, 'BTC_NETWORK' | 'BILLING_MODE'>) =>
  BTC_NETWORK ?? (BILLING_MODE === 'live' ? 'mainnet' : 'testnet')
