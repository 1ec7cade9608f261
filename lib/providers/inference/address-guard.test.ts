import { describe, expect, it } from 'vitest'
import { isAllowedAddress, isAllowedUrl } from './address-guard'

describe('outgoing addresses', () => {
  it.each(['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1', '100.64.0.1', '0.0.0.0', '::1', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', 'not an address'])(
    'refuses %s', (address) => expect(isAllowedAddress(address, [])).toBe(false))

  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('lets %s through', (address) => expect(isAllowedAddress(address, [])).toBe(true))

  it('lets a private address through that the operator named, and no other', () => {
    expect(isAllowedAddress('10.0.0.7', ['10.0.0.0/24'])).toBe(true)
    expect(isAllowedAddress('10.0.1.7', ['10.0.0.0/24'])).toBe(false)
    expect(isAllowedAddress('127.0.0.1', ['loopback'])).toBe(true)
  })

  it.each(['ftp://models.example/v1', 'http://169.254.169.254/latest', 'https://user:pass@models.example/v1', 'http://[::1]:8000/v1', 'models.example', 'http://2130706433/'])(
    'refuses to save %s', (url) => expect(isAllowedUrl(url, [])).toBe(false))

  it('saves a public name', () => expect(isAllowedUrl('https://models.example/v1', [])).toBe(true))
})
