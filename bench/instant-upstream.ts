/** A model server that answers a 600-byte chat completion at once, or streams it in 24 chunks. Prints its port. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'

const usage = { prompt_tokens: 12, completion_tokens: 80, total_tokens: 92 }
const answer = JSON.stringify({
  id: 'chatcmpl-bench', object: 'chat.completion', created: 1, model: 'bench',
  choices: [{ index: 0, message: { role: 'assistant', content: 'word '.repeat(80) }, finish_reason: 'stop' }], usage,
})

const event = (choices: object[], more: object = {}): string => `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1, model: 'bench', choices, ...more })}\n\n`
const pieces = [
  event([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]),
  ...Array.from({ length: 20 }, () => event([{ index: 0, delta: { content: 'word word word word ' }, finish_reason: null }])),
  event([{ index: 0, delta: {}, finish_reason: 'stop' }]), event([], { usage }), 'data: [DONE]\n\n',
]

/** Each chunk is written for itself, as a model does. */
function stream(response: http.ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let at = 0
  const next = (): void => {
    response.write(pieces[at++])
    if (at < pieces.length) setImmediate(next)
    else response.end()
  }
  next()
}

const server = http.createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    if (Buffer.concat(parts).includes('"stream":true')) stream(response)
    else response.setHeader('content-type', 'application/json').end(answer)
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
