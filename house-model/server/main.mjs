/** Starts the model server: `node house-model/server/main.mjs`; see the README for its settings. */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import { App } from './app.mjs'
import { readConfig } from './config.mjs'
import { UnreadableModel } from './engine.mjs'
import { createHttpServer } from './http.mjs'
import { log } from './log.mjs'

/** Tells whoever started it that another try of the same file does not help. */
const UNREADABLE_MODEL_EXIT = 65

/** Removes the socket that an earlier run left behind. */
function removeStaleSocket(path) {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket()) unlinkSync(path)
}

function listen(server, config) {
  if (config.socket) removeStaleSocket(config.socket)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.socket ? { path: config.socket } : { host: config.host, port: config.port }, () => {
      if (config.socket) chmodSync(config.socket, 0o660)
      resolve(config.socket ? { socket: config.socket } : { host: config.host, port: server.address().port })
    })
  })
}

async function main() {
  const app = new App(readConfig(process.env))
  const server = createHttpServer(app)

  let stopping = false
  async function stop(signal) {
    if (stopping) return
    stopping = true
    log('info', 'draining', { signal, running: app.running.size })
    server.close()
    server.closeIdleConnections()
    await app.drain()
    server.closeAllConnections()
    log('info', 'stopped')
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop(signal))

  log('info', 'listening', { ...(await listen(server, app.config)), pid: process.pid })
  await app.load()
  log('info', 'ready', { model: app.config.modelName, slots: app.config.slots, seconds: +process.uptime().toFixed(2) })
}

main().catch((error) => {
  log('error', 'start_failed', { error: error.message })
  process.exit(error instanceof UnreadableModel ? UNREADABLE_MODEL_EXIT : 1)
})
