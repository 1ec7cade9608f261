// A model server of its own process, to be killed: node model-server.mjs PORT. Speaks OpenAI's chat API; each answer takes
// a moment and counts its own tokens.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const words = ['one', ' two', ' three', ' four', ' five', ' six']

async function answer(request, response) {
  let text = ''
  for await (const part of request) text += part
  const { stream } = JSON.parse(text || '{}')
  const usage = { prompt_tokens: 7, completion_tokens: words.length }
  if (!stream) {
    await sleep(5 + Math.random() * 20)
    const choices = [{ index: 0, message: { role: 'assistant', content: words.join('') }, finish_reason: 'stop' }]
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: 'x', object: 'chat.completion', model: 'up', choices, usage }))
  }
  const send = (value) => response.write(`data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'up', ...value })}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const content of words) {
    send({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
    await sleep(Math.random() * 8)
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
  send({ choices: [], usage })
  response.end('data: [DONE]\n\n')
}

createServer((request, response) => void answer(request, response).catch(() => response.destroy())).listen(Number(process.argv[2]), '127.0.0.1')
