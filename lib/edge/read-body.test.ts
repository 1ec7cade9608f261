import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { readBody } from './read-body'

it('a body whose sender went before it was asked for is waited for no longer', async () => {
  let server!: http.Server
  const told = new Promise<unknown>((resolve) => {
    server = http.createServer((request) => {
      request.once('close', () => setImmediate(() => resolve((async () => readBody(request, 1_000, 2 ** 31 - 1))().catch((error: unknown) => error))))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => undefined)
  server.once('request', () => socket.destroy())
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"model"')
  expect(await told).toMatchObject({ code: 'invalid_input' })
  server.close()
})
