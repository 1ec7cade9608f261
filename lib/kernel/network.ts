import ipaddr from 'ipaddr.js'

/** A household or a server has so many bits of IPv6 for itself: whoever holds one address holds 2⁶⁴ of them. */
const ownBits = 64

/** Whose requests are counted together: one IPv4 address, or one network of IPv6. */
export function networkOf(ip: string | undefined): string {
  if (ip === undefined || !ipaddr.isValid(ip)) return ip ?? 'unknown'
  const address = ipaddr.process(ip)
  return address.kind() === 'ipv4' ? address.toString() : `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString().replace(/%.*$/, '')}/${ownBits}`).toString()}/${ownBits}`
}
