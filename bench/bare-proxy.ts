/** The floor: node:http and an undici pool, JSON parsed both ways, streams passed on as they come, nothing counted. Prints its port. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { Pool } from 'undici'

const upstream = new Pool(process.env.BENCH_UPSTREAM ?? '', { connections: 256 })

const server = http.createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  const body = JSON.parse(Buffer.concat(parts).toString()) as { stream?: boolean }
  const answer = await upstream.request({ method: 'POST', path: '/v1/chat/completions', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!body.stream) return void response.setHeader('content-type', 'application/json').end(JSON.stringify(await answer.body.json()))
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  pipeline(answer.body, response, () => undefined)
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
