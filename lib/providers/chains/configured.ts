import { btcNetworkName, ethereumMain } from '@/lib/env-coins'
import { env, type Env } from '@/lib/env'
import { BitcoinCoreSource } from './bitcoin-core-source'
import { bitcoinNetworks } from './bitcoin-networks'
import { EsploraSource } from './esplora-source'
import { EvmSource } from './evm-source'
import { accountKey } from './extended-key'
import { JsonRpc } from './json-rpc'
import type { ChainSource } from './types'

/** The chains this deployment receives coins on: none unless the operator names a public key and nodes. */
export function configuredChains(settings: Env = env()): readonly ChainSource[] {
  return [bitcoin(settings), evm(settings)].filter((source) => source !== null)
}

function bitcoin(settings: Env): ChainSource | null {
  const { BTC_XPUB: key, BTC_RPC_URL: nodeUrl, BTC_ESPLORA_URL: esploraUrl } = settings
  if (!key) return null
  const chain = bitcoinNetworks[btcNetworkName(settings)]
  if (nodeUrl) return new BitcoinCoreSource(new JsonRpc(nodeUrl), accountKey(key), chain)
  return esploraUrl ? new EsploraSource(esploraUrl, accountKey(key), chain) : null
}

function evm(settings: Env): ChainSource | null {
  const { EVM_XPUB: key, EVM_RPC_URLS: urls, BILLING_MODE: mode } = settings
  if (!key) return null
  return new EvmSource({
    chainId: settings.EVM_CHAIN_ID ?? ethereumMain.chainId, mode, key: accountKey(key), nodes: urls.map((url) => new JsonRpc(url)),
    tokenAddress: settings.USDT_TOKEN_ADDRESS ?? (mode === 'live' ? ethereumMain.tetherAddress : undefined),
  })
}
