/**
 * Stands before a server that knows neither sockets nor tokens nor /health (Ollama) and gives it all three:
 * `node relay.mjs` with RELAY_TARGET, RELAY_TOKEN, RELAY_MODEL_NAME, RELAY_MODEL_REF and RELAY_SOCKET or RELAY_PORT.
 */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { pipeline } from 'node:stream'
import { createAuth } from './auth.mjs'

const BODY_LIMIT = 64 * 2 ** 20
const PROBE_MS = 5_000
/** Belong to one connection, or are written anew. */
const OWN_HEADERS = ['authorization', 'connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding', 'upgrade']

/**
 * @param {{ target: string, token: string, modelName: string, modelRef: string }} settings
 */
export function createRelay(settings) {
  const authorise = createAuth(settings.token)
  let answered = 0

  async function answer(incoming, outgoing) {
    const path = new URL(incoming.url, 'http://relay').pathname
    if (path === '/health') return health(outgoing, await isReady(settings))
    if (path === '/metrics') return metrics(outgoing, await isReady(settings), answered)
    // Its other paths load, delete and copy models.
    if (!path.startsWith('/v1/')) return refuse(outgoing, 404, 'There is nothing here.')
    try {
      authorise(incoming)
    } catch (error) {
      return refuse(outgoing, 401, error.message)
    }
    const body = renamed(await bodyOf(incoming), settings)
    answered += 1
    await pass(incoming, outgoing, body, settings.target)
  }

  return createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error) => {
      if (outgoing.headersSent) return outgoing.destroy()
      refuse(outgoing, error.status ?? 502, error.status ? error.message : 'The engine does not answer.')
    })
  })
}

async function isReady({ target, modelRef }) {
  const { models } = await fetch(`${target}/api/tags`, { signal: AbortSignal.timeout(PROBE_MS) }).then((answer) => answer.json()).catch(() => ({ models: [] }))
  const wanted = shortName(modelRef)
  return models.some(({ name }) => shortName(name) === wanted)
}

/** Ollama lists models without its own registry and library, but with a tag, and tells no case apart. */
function shortName(name) {
  const bare = name.toLowerCase().replace(/^https?:\/\//, '').replace(/^registry\.ollama\.ai\//, '').replace(/^library\//, '')
  return /:[^/]+$/.test(bare) ? bare : `${bare}:latest`
}

function health(outgoing, ready) {
  outgoing.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify({ status: ready ? 'ready' : 'loading' }))
}

function metrics(outgoing, ready, answered) {
  const text = `# TYPE engine_ready gauge\nengine_ready ${ready ? 1 : 0}\n# TYPE engine_requests_total counter\nengine_requests_total ${answered}\n`
  outgoing.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text)
}

/** Callers know the model by the name it is offered under. */
function renamed(body, { modelName, modelRef }) {
  if (body.length === 0) return body
  try {
    const wish = JSON.parse(body)
    return wish.model === modelName ? Buffer.from(JSON.stringify({ ...wish, model: modelRef })) : body
  } catch {
    return body
  }
}

function pass(incoming, outgoing, body, target) {
  const kept = Object.entries(incoming.headers).filter(([name]) => !OWN_HEADERS.includes(name))
  return new Promise((resolve, reject) => {
    const onward = request(`${target}${incoming.url}`, { method: incoming.method, headers: { ...Object.fromEntries(kept), 'content-length': body.length } }, (answer) => {
      const { connection, 'transfer-encoding': encoding, ...headers } = answer.headers
      outgoing.writeHead(answer.statusCode, headers)
      pipeline(answer, outgoing, () => resolve())
    })
    onward.once('error', reject)
    outgoing.once('close', () => onward.destroy())
    onward.end(body)
  })
}

function refuse(outgoing, status, message) {
  const type = status === 502 ? 'server_error' : 'invalid_request_error'
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message, type } }))
}

async function bodyOf(incoming) {
  const parts = []
  let size = 0
  for await (const part of incoming) {
    size += part.length
    if (size > BODY_LIMIT) throw Object.assign(new Error('The request is too large.'), { status: 413 })
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function main(env) {
  const names = { target: 'RELAY_TARGET', token: 'RELAY_TOKEN', modelName: 'RELAY_MODEL_NAME', modelRef: 'RELAY_MODEL_REF' }
  const settings = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, env[name]]))
  for (const [key, name] of Object.entries(names)) if (!settings[key]) throw new Error(`${name} is required.`)
  const server = createRelay(settings)
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      server.close(() => process.exit(0))
      server.closeIdleConnections()
    })
  }
  const socket = env.RELAY_SOCKET
  if (!socket) return server.listen(Number(env.RELAY_PORT), '0.0.0.0')
  if (lstatSync(socket, { throwIfNoEntry: false })?.isSocket()) unlinkSync(socket)
  server.listen({ path: socket }, () => chmodSync(socket, 0o660))
}

if (process.argv[1] === import.meta.filename) main(process.env)
