import { expect, it } from 'vitest'
import { networkOf } from './network'

it('all addresses of one network of IPv6 are one place, each IPv4 address is one', () => {
  const places = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:3::1', '203.0.113.7', '::ffff:203.0.113.7', '203.0.113.8'].map(networkOf)
  expect(places).toEqual(['2001:db8:1:2::/64', '2001:db8:1:2::/64', '2001:db8:1:3::/64', '203.0.113.7', '203.0.113.7', '203.0.113.8'])
})

it('what is no address is what it says', () => expect([networkOf(undefined), networkOf(''), networkOf('::1'), networkOf('fe80::1%eth0')]).toEqual(['unknown', '', '::/64', 'fe80::/64']))
