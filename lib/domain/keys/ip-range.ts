import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = [Address, number]

/** An address as people write them: no octal or short forms, no zones; IPv4 inside IPv6 counts as IPv4. */
function parseAddress(text: string): Address | null {
  const isPlain = ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes('%'))
  return isPlain ? ipaddr.process(text) : null
}

function parseRange(text: string): Range | null {
  const [host = '', bits, ...rest] = text.split('/')
  const address = parseAddress(host)
  if (!address || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return null
  const size = address.kind() === 'ipv4' ? 32 : 128
  // ::ffff:10.0.0.0/104 is 10.0.0.0/8: what was given in the long form counts its bits from there.
  const offset = size === 32 && host.includes(':') ? 96 : 0
  const length = bits === undefined ? size : Number(bits) - offset
  return length >= 0 && length <= size ? [address, length] : null
}

/** One range as it is stored, `10.0.0.0/8` or `2001:db8::/32`, or null when the text is none. A single address is a range of one. */
export function canonicalRange(text: string): string | null {
  const range = parseRange(text.trim())
  if (!range) return null
  const [address, length] = range
  const network = address.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${length}`) : ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${length}`)
  return `${network.toString()}/${length}`
}

const contains = ([network, length]: Range, address: Address): boolean => address.kind() === network.kind() && address.match(network as never, length)

/** Whether a caller's address lies in one of the ranges; no ranges mean from anywhere, an unknown address lies in none. */
export function isAllowedIp(ip: string | undefined, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return true
  const address = parseAddress(ip ?? '')
  return address !== null && ranges.some((text) => {
    const range = parseRange(text)
    return range !== null && contains(range, address)
  })
}

/** Whether every address of `inner` lies in one of `outer`. */
export function isRangeWithin(inner: string, outer: readonly string[]): boolean {
  const asked = parseRange(inner)
  return asked !== null && outer.some((text) => {
    const range = parseRange(text)
    return range !== null && range[1] <= asked[1] && contains(range, asked[0])
  })
}
