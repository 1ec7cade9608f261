import { hex } from '@scure/base'
import { Address, OutScript, p2wpkh } from '@scure/btc-signer'
import type { BitcoinNetwork } from './bitcoin-networks'
import { receivingPublicKey, type AccountKey } from './extended-key'

/** The native segwit address (BIP84) of this index. */
export function bitcoinAddress(key: AccountKey, network: BitcoinNetwork, index: number): string {
  const { address } = p2wpkh(receivingPublicKey(key, index), network.params)
  if (!address) throw new Error('the key gives no address')
  return address
}

/** What an output that pays the address carries, in hex: nodes write addresses in more than one way, scripts in one. */
export const scriptOf = (address: string, network: BitcoinNetwork): string =>
  hex.encode(OutScript.encode(Address(network.params).decode(address)))

/** Of any kind that the network has, not only ours. */
export function isBitcoinAddress(text: string, network: BitcoinNetwork): boolean {
  try {
    return scriptOf(text, network) !== ''
  } catch {
    return false
  }
}
