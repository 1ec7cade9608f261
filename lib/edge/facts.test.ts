import type { IncomingMessage } from 'node:http'
import { describe, expect, it, vi } from 'vitest'
import { edgeFacts } from './facts'

vi.mock('@/lib/env', async (original) => {
  const real = await original<typeof import('@/lib/env')>()
  const values = real.parseEnv({
    DATABASE_URL: 'postgresql://u:p@localhost/x', AUTH_SECRET: 'a'.repeat(40), MASTER_KEY: Buffer.alloc(32).toString('base64'), TRUSTED_PROXIES: '10.0.0.0/8,2001:db8::/32,loopback',
  })
  return { ...real, env: () => values }
})

const ipOf = (remoteAddress: string, forwarded?: string): string =>
  edgeFacts({ headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, socket: { remoteAddress } } as unknown as IncomingMessage).ip

describe('whose address a request has, on which keys may be bound', () => {
  it.each([
    ['the socket\'s, whatever a stranger claims', '198.51.100.7', '10.1.1.1', '198.51.100.7'],
    ['what a proxy of ours says', '10.0.0.2', '203.0.113.9', '203.0.113.9'],
    ['the last that a proxy of ours did not write, not the first that was claimed', '10.0.0.2', '192.0.2.1, 203.0.113.9, 10.0.0.3', '203.0.113.9'],
    ['the proxy\'s own when it says nothing', '10.0.0.2', undefined, '10.0.0.2'],
    ['without a port', '10.0.0.2', '203.0.113.9:4711', '203.0.113.9'],
    ['without brackets', '10.0.0.2', '[2001:db9::7]:443', '2001:db9::7'],
    ['IPv4 inside IPv6 as IPv4, of the proxy and of the caller', '::ffff:10.0.0.2', '::ffff:203.0.113.9', '203.0.113.9'],
    ['what a proxy on this machine says', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['what a proxy on this machine says, over IPv6', '::1', '203.0.113.9', '203.0.113.9'],
    ['through a proxy on IPv6', '2001:db8::1', '203.0.113.9', '203.0.113.9'],
  ])('%s', (_name, socket, forwarded, ip) => expect(ipOf(socket, forwarded)).toBe(ip))
})
