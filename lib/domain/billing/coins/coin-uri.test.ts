import { expect, it } from 'vitest'
import { coinUri } from './coin-uri'

it('wallets are told the coin, the chain and the amount', () => {
  const token = '0xdAC17F958D2ee523a2206206994597C13D831ec7'
  const evm = { network: 'eip155:1', address: '0x52908400098527886E0F7030069857D2E4169EE7', token }
  expect(coinUri({ asset: 'BTC', network: 'bitcoin', address: 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu', units: 37_675n, token: null })).toBe('bitcoin:bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu?amount=0.00037675')
  expect(coinUri({ ...evm, asset: 'ETH', units: 9_666_670_000_000_000n })).toBe(`ethereum:${evm.address}@1?value=9666670000000000`)
  expect(coinUri({ ...evm, asset: 'USDT', units: 29_000_000n })).toBe(`ethereum:${token}@1/transfer?address=${evm.address}&uint256=29000000`)
  expect(coinUri({ ...evm, asset: 'USDT', units: 1n, token: null })).toBeNull()
})
