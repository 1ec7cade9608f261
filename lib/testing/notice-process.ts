import http, { type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { takeNotice } from '@/lib/domain/billing'
import { systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { configuredProviders } from '@/lib/providers/configured'
import { systemCtx } from './contexts'

// A process that takes notices in over HTTP as the product's own route does: POST /stripe, POST /paypal. Prints its address.
async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString()
}

async function statusOf(request: IncomingMessage): Promise<number> {
  const ctx = { ...systemCtx('webhook', systemClock, configuredProviders()), ip: request.headers['x-from']?.toString() ?? '127.0.0.1' }
  try {
    await takeNotice(ctx, request.url?.slice(1) ?? '', await bodyOf(request), request.headers as Record<string, string>)
    return 200
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return error.code === 'invalid_input' ? 400 : error.status
  }
}

const server = http.createServer((request, response) => {
  statusOf(request).then((status) => response.writeHead(status).end(), (error: unknown) => { console.error(error); response.writeHead(500).end() })
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
