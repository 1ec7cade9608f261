import { describe, expect, it } from 'vitest'
import { isAllowedAddress, isAllowedPeer, isAllowedUrl } from './address-guard'

const refused = {
  'this host': ['0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '0:0:0:0:0:ffff:7f00:1'],
  private: ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '::ffff:10.0.0.1', '::ffff:a00:1', 'fd00::1', 'fc00::1'],
  'link-local, with the metadata services of clouds': ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fd00:ec2::254'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'multicast and broadcast': ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1', 'ff0e::1'],
  'reserved and documentation': ['192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '240.0.0.1', '2001:db8::1', '100::1', '3fff::1'],
  'IPv4 inside IPv6': ['64:ff9b::a00:1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::a00:1', '2002:a00:1::', '2001::1', '::a00:1', '::10.0.0.1', '::ffff:0:a00:1'],
  'no address': ['not an address', '', '127.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '8.8.8.8:80'],
}

describe('an outgoing address', () => {
  it.each(Object.entries(refused).flatMap(([kind, addresses]) => addresses.map((address) => [kind, address])))(
    'of %s (%s) is refused', (_kind, address) => expect(isAllowedAddress(address, [])).toBe(false))

  it.each(['8.8.8.8', '172.32.0.1', '172.15.255.255', '100.63.255.255', '100.128.0.1', '169.253.1.1', '::ffff:8.8.8.8', '64:ff9b::808:808', '2606:4700::1111', '2a00:1450::200e'])(
    'that is public (%s) is let through', (address) => expect(isAllowedAddress(address, [])).toBe(true))

  it('that is private is let through when the operator named it, and no other', () => {
    expect(isAllowedAddress('10.0.0.7', ['10.0.0.0/24'])).toBe(true)
    expect(isAllowedAddress('::ffff:10.0.0.7', ['10.0.0.0/24'])).toBe(true)
    expect(isAllowedAddress('10.0.1.7', ['10.0.0.0/24'])).toBe(false)
    expect(isAllowedAddress('10.0.0.7', ['10.0.0.7'])).toBe(true)
    expect(isAllowedAddress('10.0.0.8', ['10.0.0.7'])).toBe(false)
    expect(isAllowedAddress('fd00::7', ['fd00::/8'])).toBe(true)
    expect(isAllowedAddress('127.0.0.1', ['loopback'])).toBe(true)
    expect(isAllowedAddress('::1', ['loopback'])).toBe(true)
    expect(isAllowedAddress('169.254.169.254', ['loopback', '10.0.0.0/8'])).toBe(false)
    expect(isAllowedAddress('10.0.0.7', ['ollama', 'nonsense/99'])).toBe(false)
  })
})

describe('a URL', () => {
  it.each([
    'ftp://models.example/v1', 'file:///etc/passwd', 'http://169.254.169.254/latest', 'https://user:pass@models.example/v1', 'http://[::1]:8000/v1', 'models.example',
    'http://2130706433/', 'http://0x7f000001/v1', 'http://0177.0.0.1/v1', 'http://127.1/v1', 'http://127.0.0.1./v1', 'http://[::ffff:10.0.0.1]/v1', 'http://0/v1', 'http://①②⑦.0.0.1/v1',
  ])('%s may not be saved', (url) => expect(isAllowedUrl(url, [])).toBe(false))

  it('with a public name may, and so may a private one that the operator named', () => {
    expect(isAllowedUrl('https://models.example/v1', [])).toBe(true)
    expect(isAllowedUrl('http://10.0.0.7:8000/v1', ['10.0.0.0/8'])).toBe(true)
  })
})

describe('a connection', () => {
  it('stands only when it ended at an allowed address, whatever the name meant before', () => {
    expect(isAllowedPeer('models.example', '93.184.216.34', [])).toBe(true)
    expect(isAllowedPeer('models.example', '127.0.0.1', [])).toBe(false)
    expect(isAllowedPeer('models.example', undefined, [])).toBe(false)
    expect(isAllowedPeer('ollama', '172.18.0.4', ['ollama'])).toBe(true)
  })
})
