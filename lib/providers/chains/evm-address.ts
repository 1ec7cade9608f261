import { ECDH } from 'node:crypto'
import { publicKeyToAddress } from 'viem/accounts'
import { receivingPublicKey, type AccountKey } from './extended-key'

/** The address of this index (m/44'/60'/0'/0/index), in the mixed case that carries its checksum. */
export function evmAddress(key: AccountKey, index: number): string {
  const whole = ECDH.convertKey(receivingPublicKey(key, index), 'secp256k1', undefined, 'hex', 'uncompressed')
  return publicKeyToAddress(`0x${String(whole)}`)
}
