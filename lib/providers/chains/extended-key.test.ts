import { createHash, pbkdf2Sync } from 'node:crypto'
import { createBase58check } from '@scure/base'
import { HDKey } from '@scure/bip32'
import { mnemonicToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { bitcoinAddress, isBitcoinAddress, scriptOf } from './bitcoin-address'
import { bitcoinNetworks } from './bitcoin-networks'
import { evmAddress } from './evm-address'
import { accountKey } from './extended-key'

// The example printed in BIP84: these words, account m/84'/0'/0'.
const words = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'
const zpub = 'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs'
const zprv = 'zprvAdG4iTXWBoARxkkzNpNh8r6Qag3irQB8PzEMkAFeTRXxHpbF9z4QgEvBRmfvqWvGp42t42nvgGpNgYSJA9iefm1yYNZKEm7z6qUWCroSQnE'
const addresses = ['bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu', 'bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g']

const root = HDKey.fromMasterSeed(pbkdf2Sync(words, 'mnemonic', 2048, 64, 'sha512'))
const publicAt = (path: string): string => root.derive(path).publicExtendedKey
const base58check = createBase58check((bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()))

/** The same key under another prefix. */
function under(version: number, key: string): string {
  const bytes = Uint8Array.from(base58check.decode(key))
  new DataView(bytes.buffer).setUint32(0, version)
  return base58check.encode(bytes)
}

describe('addresses', () => {
  test('of a Bitcoin account are those that BIP84 prints', () => {
    const key = accountKey(zpub)
    expect(key).toMatchObject({ name: 'zpub', isMain: true })
    expect([0, 1].map((index) => bitcoinAddress(key, bitcoinNetworks.mainnet, index))).toEqual(addresses)
  })

  test('are the same from an xpub of the account, and each chain writes them its own way', () => {
    const xpub = publicAt("m/84'/0'/0'")
    expect(bitcoinAddress(accountKey(xpub), bitcoinNetworks.mainnet, 0)).toBe(addresses[0])
    const vpub = accountKey(under(0x045f1cf6, xpub))
    expect(vpub.isMain).toBe(false)
    const written = (['testnet', 'regtest', 'litecoin-regtest'] as const).map((name) => bitcoinAddress(vpub, bitcoinNetworks[name], 0))
    expect(written.map((address) => address.split('1')[0])).toEqual(['tb', 'bcrt', 'rltc'])
    expect(scriptOf(written[2] ?? '', bitcoinNetworks['litecoin-regtest'])).toBe(scriptOf(addresses[0] ?? '', bitcoinNetworks.mainnet))
  })

  test('of an EVM account are those that a wallet makes from the same words', () => {
    const key = accountKey(publicAt("m/44'/60'/0'"))
    for (const index of [0, 7, 100]) expect(evmAddress(key, index)).toBe(mnemonicToAccount(words, { addressIndex: index }).address)
  })
})

test('an address of another network, or with a wrong letter, is none', () => {
  const [address = ''] = addresses
  const main = ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', 'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr', address]
  expect(main.map((text) => isBitcoinAddress(text, bitcoinNetworks.mainnet))).toEqual([true, true, true, true])
  expect(main.map((text) => isBitcoinAddress(text, bitcoinNetworks.testnet))).toEqual([false, false, false, false])
  expect(['', 'x', `${address.slice(0, -1)}q`].map((text) => isBitcoinAddress(text, bitcoinNetworks.mainnet))).toEqual([false, false, false])
})

describe('refused', () => {
  const account = publicAt("m/84'/0'/0'")

  test.each([
    ['a private key', root.derive("m/84'/0'/0'").privateExtendedKey],
    ['the private key that BIP84 prints', zprv],
    ['a private key that calls itself public', under(0x04b24746, zprv)],
  ])('%s, by a message that says so and does not repeat it', (_what, key) => {
    const message = refusal(key)
    expect(message).toContain('PRIVATE')
    expect(message).not.toContain(key.slice(4, 20))
  })

  test.each(["m", "m/84'/0'", "m/84'/0'/0'/0", "m/84'/0'/0'/0/1", 'm/84/0/0'])('a key at %s, which is no account', (path) => {
    expect(refusal(publicAt(path))).toContain('not the key of an account')
  })

  test.each([[0x049d7cb2, 'ypub'], [0x02aa7ed3, 'Zpub'], [0x044a5262, 'upub']] as const)('the version %s (%s): other addresses', (version, name) => {
    expect(refusal(under(version, account))).toContain(name)
  })

  test('what is no key, or a damaged one', () => {
    for (const text of ['', 'hello', words, addresses[0] ?? '', `${account}x`, '0'.repeat(111)]) expect(refusal(text)).toMatch(/not an extended public key/)
    const damaged = `${account.slice(0, 60)}${account[60] === 'a' ? 'b' : 'a'}${account.slice(61)}`
    expect(refusal(damaged)).toContain('damaged')
    expect(refusal(under(0x01020304, account))).toContain('not an xpub')
  })
})

function refusal(key: string): string {
  try {
    accountKey(key)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return 'accepted'
}
