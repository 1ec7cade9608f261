import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'
import { env } from '@/lib/env'
import { defaultLocale, isLocale, type Locale } from '@/lib/i18n/locale'
import { newId } from '@/lib/kernel/id'

export type EdgeFacts = { requestId: string; locale: Locale; ip: string; isHttps: boolean }

let trusted: BlockList | undefined

const rangesOf = (entry: string): readonly string[] => (entry === 'loopback' ? ['127.0.0.0/8', '::1/128'] : [entry])

function isTrustedProxy(address: string): boolean {
  trusted ??= env().TRUSTED_PROXIES.flatMap(rangesOf).reduce((list, entry) => {
    const [host = '', bits] = entry.split('/')
    const family = isIP(host) === 6 ? 'ipv6' : 'ipv4'
    if (isIP(host)) list.addSubnet(host, bits ? Number(bits) : family === 'ipv6' ? 128 : 32, family)
    return list
  }, new BlockList())
  return isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** The address alone: some proxies add the port, and IPv4 may come in the clothes of IPv6. */
const plain = (address: string): string => address.replace(/^\[(.+)\](:\d+)?$/, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1').replace(/^::ffff:(?=\d+\.)/i, '')

type Peer = { address: string; isTrusted: boolean }
const peers = new WeakMap<Socket, Peer>()

/** Who holds the other end of a connection, the same as long as that lasts. */
function peerOf(socket: Socket): Peer {
  const known = peers.get(socket)
  if (known) return known
  const address = plain(socket.remoteAddress ?? '')
  const peer = { address, isTrusted: isTrustedProxy(address) }
  if (address !== '') peers.set(socket, peer)
  return peer
}

/** The caller's address: the socket's, or what a proxy of the operator's says, read from the right as far as we trust it. */
function addressOf(request: IncomingMessage, peer: Peer): string {
  const forwarded = request.headers['x-forwarded-for']
  if (!peer.isTrusted || forwarded === undefined) return peer.address
  const chain = String(forwarded).split(',').map((part) => part.trim()).filter(Boolean)
  let { address } = peer
  while (isTrustedProxy(address) && chain.length > 0) address = plain(chain.pop() ?? address)
  return address
}

const localeOf = ({ headers: { 'accept-language': wanted } }: IncomingMessage): Locale =>
  wanted === undefined ? defaultLocale : wanted.split(',').map((part) => part.trim().slice(0, 2).toLowerCase()).find(isLocale) ?? defaultLocale

/** What is known of a request at the door. Its id is always made here: a caller's own is not taken over. */
export function edgeFacts(request: IncomingMessage): EdgeFacts {
  const peer = peerOf(request.socket)
  const isBehindTls = peer.isTrusted && request.headers['x-forwarded-proto'] === 'https'
  return { requestId: newId('req'), locale: localeOf(request), ip: addressOf(request, peer), isHttps: isBehindTls }
}
