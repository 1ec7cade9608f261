/** What tells one chain of Bitcoin's lineage from another, and how its addresses are written. */
export type BitcoinNetwork = {
  /** As stored with addresses and arrivals. */
  id: string
  isMain: boolean
  /** The hash of its first block: a node that answers another one follows another chain. */
  genesis: string
  params: { bech32: string; pubKeyHash: number; scriptHash: number; wif: number }
}

const testParams = { bech32: 'tb', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef }

/** Litecoin's regtest is here because its node runs the same code and is there for tests; it is never offered to customers. */
export const bitcoinNetworks = {
  mainnet: {
    id: 'bitcoin', isMain: true, genesis: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    params: { bech32: 'bc', pubKeyHash: 0x00, scriptHash: 0x05, wif: 0x80 },
  },
  testnet: { id: 'bitcoin-testnet', isMain: false, genesis: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943', params: testParams },
  testnet4: { id: 'bitcoin-testnet4', isMain: false, genesis: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043', params: testParams },
  signet: { id: 'bitcoin-signet', isMain: false, genesis: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6', params: testParams },
  regtest: {
    id: 'bitcoin-regtest', isMain: false, genesis: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
    params: { ...testParams, bech32: 'bcrt' },
  },
  'litecoin-regtest': {
    id: 'litecoin-regtest', isMain: false, genesis: '530827f38f93b43ed12af0b3ad25a288dc02ed74d6d7857862df51fc56c416f9',
    params: { bech32: 'rltc', pubKeyHash: 0x6f, scriptHash: 0x3a, wif: 0xef },
  },
} as const satisfies Record<string, BitcoinNetwork>

export const bitcoinNetworkNames = ['mainnet', 'testnet', 'testnet4', 'signet', 'regtest', 'litecoin-regtest'] as const satisfies (keyof typeof bitcoinNetworks)[]
