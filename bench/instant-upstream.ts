/** A model server that answers a 600-byte chat completion at once. Prints its port. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'

const answer = JSON.stringify({
  id: 'chatcmpl-bench', object: 'chat.completion', created: 1, model: 'bench',
  choices: [{ index: 0, message: { role: 'assistant', content: 'word '.repeat(80) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 12, completion_tokens: 80, total_tokens: 92 },
})

const server = http.createServer((request, response) => {
  request.resume()
  request.on('end', () => response.setHeader('content-type', 'application/json').end(answer))
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
