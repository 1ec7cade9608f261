import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { readBody } from './read-body'

it('a body whose sender went before it was asked for is waited for no longer', async () => {
  let server!: http.Server
  const told = new Promise<unknown>((resolve) => {
    server = http.createServer((request) => {
      request.once('close', () => setImmediate(() => resolve((async () => readBody(request, 1_000, 2 ** 31 - 1, 'one'))().catch((error: unknown) => error))))
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

const arrivedSo = (announced: number, body: string): http.IncomingMessage => {
  const request = new http.IncomingMessage(new net.Socket())
  request.headers = { 'content-length': String(announced) }
  request.push(body)
  return request
}

it('a body of which every byte is here is not waited for', () => {
  expect(readBody(arrivedSo(15, '{"model":"ma."}'), 1_000, 2 ** 31 - 1, 'one')).toBe('{"model":"ma."}')
  expect(() => readBody(arrivedSo(15, '{"model":"ma."}'), 14, 2 ** 31 - 1, 'one')).toThrow(expect.objectContaining({ code: 'payload_too_large' }))
})

it('a body of which more is to come is waited for', async () => {
  const request = arrivedSo(15, '{"model"')
  const body = readBody(request, 1_000, 2 ** 31 - 1, 'one')
  request.push(':"ma."}')
  request.push(null)
  expect(await body).toBe('{"model":"ma."}')
})
