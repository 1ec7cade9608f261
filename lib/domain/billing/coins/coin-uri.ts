import type { CoinAsset } from '@/lib/providers/chains/types'
import { coinText } from './units'

type Ask = { asset: CoinAsset; network: string; address: string; units: bigint; token: string | null }

/** What a wallet opens or scans: BIP 21 for Bitcoin, EIP-681 for coins of Ethereum, which names the chain and counts the smallest units. */
export function coinUri({ asset, network, address, units, token }: Ask): string | null {
  if (asset === 'BTC') return `${network.startsWith('litecoin') ? 'litecoin' : 'bitcoin'}:${address}?amount=${coinText(units, asset)}`
  const chainId = network.replace(/^eip155:/, '')
  if (asset === 'ETH') return `ethereum:${address}@${chainId}?value=${units}`
  return token === null ? null : `ethereum:${token}@${chainId}/transfer?address=${address}&uint256=${units}`
}
