import { isAddress } from 'viem'
import { scriptOf } from './bitcoin-address'
import { bitcoinNetworks } from './bitcoin-networks'

/** Whether this is an address of the network, its checksum right: what coins are sent back to. */
export function isAddressOf(network: string, text: string): boolean {
  if (network.startsWith('eip155:')) return isAddress(text)
  const chain = Object.values(bitcoinNetworks).find(({ id }) => id === network)
  if (!chain) return false
  try {
    return scriptOf(text, chain) !== ''
  } catch {
    return false
  }
}
