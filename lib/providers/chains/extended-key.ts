import { base58 } from '@scure/base'
import { HARDENED_OFFSET, HDKey } from '@scure/bip32'

/** What a key's first four bytes say it is for (SLIP-132). */
const versions: Readonly<Record<number, { name: string; isMain: boolean; isUsable: boolean; instead?: string }>> = {
  0x0488b21e: { name: 'xpub', isMain: true, isUsable: true },
  0x04b24746: { name: 'zpub', isMain: true, isUsable: true },
  0x043587cf: { name: 'tpub', isMain: false, isUsable: true },
  0x045f1cf6: { name: 'vpub', isMain: false, isUsable: true },
  0x049d7cb2: { name: 'ypub', isMain: true, isUsable: false, instead: 'a native segwit account (zpub)' },
  0x044a5262: { name: 'upub', isMain: false, isUsable: false, instead: 'a native segwit account (vpub)' },
  0x0295b43f: { name: 'Ypub', isMain: true, isUsable: false, instead: 'a single-signature account (zpub)' },
  0x02aa7ed3: { name: 'Zpub', isMain: true, isUsable: false, instead: 'a single-signature account (zpub)' },
  0x024289ef: { name: 'Upub', isMain: false, isUsable: false, instead: 'a single-signature account (vpub)' },
  0x02575483: { name: 'Vpub', isMain: false, isUsable: false, instead: 'a single-signature account (vpub)' },
}

const accountDepth = 3

/** @param name the key's own prefix, `xpub` … `vpub`; @param isMain made for the chain where coins have worth */
export type AccountKey = { name: string; isMain: boolean; receiving: HDKey }

/**
 * Reads an account's extended public key (three steps deep: m/84'/0'/0', m/44'/60'/0'), the only kind that gives the addresses a
 * wallet of the operator's shows.
 * @throws Error whose message says what is wrong and never repeats the key
 */
export function accountKey(text: string): AccountKey {
  const bytes = decoded(text)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  // A private key is told by its first byte, whatever its version claims.
  if (bytes[45] === 0 || text.slice(1, 4) === 'prv') {
    throw new Error('a PRIVATE key, which could spend the coins: it must never be on a server. Give the public one of the account, and treat this key as known to others')
  }
  const version = view.getUint32(0)
  const kind = versions[version]
  if (!kind) throw new Error('not an xpub, zpub, tpub or vpub')
  if (!kind.isUsable) throw new Error(`${kind.name} keys are not supported: use ${kind.instead ?? 'another account'}`)
  const key = checked(text, version)
  if (key.depth !== accountDepth || key.index < HARDENED_OFFSET) {
    throw new Error(`not the key of an account: it is ${key.depth} steps deep, an account's is ${accountDepth} with the last one hardened (m/84'/0'/0' or m/44'/60'/0')`)
  }
  return { name: kind.name, isMain: kind.isMain, receiving: key.deriveChild(0) }
}

/** The public key (compressed, 33 bytes) of the receiving address of this index, as wallets count them: account/0/index. */
export function receivingPublicKey(key: AccountKey, index: number): Uint8Array {
  const { publicKey } = key.receiving.deriveChild(index)
  if (!publicKey) throw new Error('the key gives no public key')
  return publicKey
}

function decoded(text: string): Uint8Array {
  const bytes = /^[1-9A-HJ-NP-Za-km-z]{100,120}$/.test(text) ? base58.decode(text) : new Uint8Array(0)
  if (bytes.length !== 82) throw new Error('not an extended public key (xpub…, zpub…, tpub… or vpub…)')
  return bytes
}

function checked(text: string, version: number): HDKey {
  try {
    return HDKey.fromExtendedKey(text, { public: version, private: 0 })
  } catch {
    throw new Error('a damaged key: some of its letters are wrong or missing')
  }
}
