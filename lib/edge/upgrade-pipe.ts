import { connect } from 'node:net'
import type { Server } from 'node:http'

/** Passes WebSocket upgrades on to the web process: the development server reloads pages over one. The product itself has none. */
export function pipeUpgrades(server: Server, webOrigin: string): void {
  const target = new URL(webOrigin)
  server.on('upgrade', (request, socket, head) => {
    const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')
    const upstream = connect({ host: target.hostname, port: Number(target.port) }, () => {
      upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers}\r\n`)
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    const end = (): void => {
      upstream.destroy()
      socket.destroy()
    }
    upstream.on('error', end).on('close', end)
    socket.on('error', end).on('close', end)
  })
}
