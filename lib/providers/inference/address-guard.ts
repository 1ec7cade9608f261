import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns'
import ipaddr from 'ipaddr.js'
import { env } from '@/lib/env'

type Address = ipaddr.IPv4 | ipaddr.IPv6

const namedByOperator = (): readonly string[] => env().ALLOW_PRIVATE_UPSTREAMS
const nat64 = ipaddr.parseCIDR('64:ff9b::/96')
/** All that is given out as public IPv6 today; whatever lies outside (unique local, site local, `::a.b.c.d`…) is nobody's server. */
const globalIpv6 = ipaddr.parseCIDR('2000::/3')

/** What an address leads to: `::ffff:10.0.0.1` is 10.0.0.1, and so is `64:ff9b::a00:1` through a network's translator. */
function leadsTo(text: string): Address | null {
  // A zone (`%eth0`) names one of our own links; short and octal forms never come out of a lookup.
  if (text.includes('%') || !(ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text))) return null
  const address = ipaddr.process(text)
  return address.kind() === 'ipv6' && address.match(nat64) ? ipaddr.fromByteArray(address.toByteArray().slice(12)) : address
}

const isPublic = (address: Address): boolean => address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(globalIpv6))

function isIn(address: Address, entry: string): boolean {
  if (entry === 'loopback') return address.range() === 'loopback'
  const [text = ''] = entry.split('/')
  if (!ipaddr.isValid(text)) return false
  const [range, bits] = ipaddr.isValidCIDR(entry) ? ipaddr.parseCIDR(entry) : [ipaddr.parse(text), text.includes(':') ? 128 : 32]
  return range.kind() === address.kind() && address.match([range, bits] as [ipaddr.IPv4, number])
}

/** Whether the platform may connect there: public addresses always, private ones only when the operator named them. */
export function isAllowedAddress(text: string, named = namedByOperator()): boolean {
  const address = leadsTo(text)
  return address !== null && (isPublic(address) || named.some((entry) => isIn(address, entry)))
}

const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

/** A URL as the operator may save it: http or https, no credentials in it, and not a literal private address. */
export function isAllowedUrl(text: string, named = namedByOperator()): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const host = bareHost(url.hostname)
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || !host) return false
  return named.includes(host) || !ipaddr.isValid(host) || isAllowedAddress(host, named)
}

/** Whether a connection to `hostname` may stand once it is known where it really ended. */
export const isAllowedPeer = (hostname: string, remoteAddress: string | undefined, named = namedByOperator()): boolean =>
  named.includes(bareHost(hostname)) || (remoteAddress !== undefined && isAllowedAddress(remoteAddress, named))

export const refusedAddress = (hostname: string): Error =>
  Object.assign(new Error(`${hostname} leads to an address that is not allowed`), { code: 'EADDRNOTALLOWED' })

type Callback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/** DNS for outgoing connections: what a name means is judged at the moment of connecting, so it cannot change in between. */
export function guardedLookup(hostname: string, options: LookupOptions, callback: Callback): void {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    const named = namedByOperator()
    const allowed = named.includes(hostname) ? addresses : addresses.filter(({ address }) => isAllowedAddress(address, named))
    const first = allowed[0]
    if (!first) return callback(refusedAddress(hostname), [])
    return options.all ? callback(null, allowed) : callback(null, first.address, first.family)
  })
}
