import { expect, it } from 'vitest'
import { isAddressOf } from './is-address'

it.each([
  ['bitcoin', 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu', true], ['bitcoin', 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyv', false],
  ['bitcoin', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', true], ['bitcoin', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', false],
  ['eip155:1', '0x52908400098527886E0F7030069857D2E4169EE7', true], ['eip155:1', '0x52908400098527886e0F7030069857D2E4169EE7', false],
  ['eip155:1', '0x52908400098527886e0f7030069857d2e4169ee7', true], ['eip155:1', 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu', false], ['dogecoin', 'D', false],
])('on %s, %s is an address: %s', (network, text, isOne) => {
  expect(isAddressOf(network, text)).toBe(isOne)
})
