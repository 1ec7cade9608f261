import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import { env } from '@/lib/env'

const privateRanges = new BlockList()
for (const [range, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 4], ['240.0.0.0', 4]] as const) {
  privateRanges.addSubnet(range, bits, 'ipv4')
}
for (const [range, bits] of [['::', 128], ['::1', 128], ['64:ff9b::', 96], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const) privateRanges.addSubnet(range, bits, 'ipv6')

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
/** `::ffff:10.0.0.1` is 10.0.0.1. */
const unmapped = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address

const namedByOperator = (): readonly string[] => env().ALLOW_PRIVATE_UPSTREAMS

function rangesIn(named: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of named) {
    if (entry === 'loopback') {
      list.addSubnet('127.0.0.0', 8, 'ipv4')
      list.addAddress('::1', 'ipv6')
    }
    const [address = '', bits] = entry.split('/')
    if (isIP(address)) list.addSubnet(address, bits ? Number(bits) : isIP(address) === 6 ? 128 : 32, familyOf(address))
  }
  return list
}

/** Whether the platform may connect there: public addresses always, private ones only when the operator named them. */
export function isAllowedAddress(address: string, named = namedByOperator()): boolean {
  const plain = unmapped(address)
  if (!isIP(plain)) return false
  return !privateRanges.check(plain, familyOf(plain)) || rangesIn(named).check(plain, familyOf(plain))
}

/** A URL as the operator may save it: http or https, no credentials in it, and not a literal private address. */
export function isAllowedUrl(text: string, named = namedByOperator()): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!/^https?:$/.test(url.protocol) || url.username || url.password) return false
  return named.includes(host) || !isIP(host) || isAllowedAddress(host, named)
}

type Callback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/** DNS for outgoing connections: what a name means is judged at the moment of connecting, so it cannot change in between. */
export function guardedLookup(hostname: string, options: LookupOptions, callback: Callback): void {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    const named = namedByOperator()
    const allowed = named.includes(hostname) ? addresses : addresses.filter(({ address }) => isAllowedAddress(address, named))
    const first = allowed[0]
    if (!first) return callback(Object.assign(new Error(`${hostname} leads to an address that is not allowed`), { code: 'EADDRNOTALLOWED' }), [])
    return options.all ? callback(null, allowed) : callback(null, first.address, first.family)
  })
}
