/** Starts a real model server for the tests and talks to it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { installEngine } from '../install.mjs'

export const TOKEN = 'test-token'
export const MODEL = 'house-mini'

/**
 * Starts the server on a free port.
 * @param {Record<string, string>} [env]
 */
export async function startServer(env = {}) {
  await installEngine()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.mjs')], {
    env: { PATH: process.env.PATH, ENGINE_TOKEN: TOKEN, ENGINE_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = []
  const address = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server left with ${code}: ${lines.join('\n')}`)))
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line)
      const entry = JSON.parse(line)
      if (entry.event === 'listening') resolve(entry)
    })
  })
  const url = `http://127.0.0.1:${address.port}`
  const server = {
    url,
    lines,
    child,
    /** Sends a request; a body makes it a POST. */
    call: (path, body, { token = TOKEN, signal, headers = {} } = {}) =>
      fetch(url + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
        signal,
      }),
    /** Asks the chat and returns the status and the JSON body. */
    async chat(content, options = {}) {
      const messages = Array.isArray(content) ? content : [{ role: 'user', content }]
      const response = await server.call('/v1/chat/completions', { model: MODEL, messages, ...options })
      return { status: response.status, body: await response.json() }
    },
    /** Asks the chat and returns the text alone. */
    text: async (content, options = {}) =>
      (await server.chat(content, { temperature: 0, ...options })).body.choices[0].message.content,
    /** One number out of the metrics. */
    async metric(name) {
      const text = await (await server.call('/metrics')).text()
      return Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1])
    },
    /** Ends the server and returns its exit code. */
    stop(signal = 'SIGTERM') {
      return new Promise((resolve) => {
        child.removeAllListeners('exit')
        child.once('exit', resolve)
        child.kill(signal)
      })
    },
    async ready() {
      for (let tries = 0; tries < 4_800; tries++) {
        if ((await server.call('/health')).status === 200) return server
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      throw new Error('the server did not become ready')
    },
  }
  return server
}

/** Reads an event stream to its end. */
export async function readEvents(response) {
  const text = await response.text()
  const data = text.split('\n\n').filter(Boolean).map((event) => event.replace(/^data: /, ''))
  const done = data.at(-1) === '[DONE]'
  return { done, events: data.filter((one) => one !== '[DONE]').map((one) => JSON.parse(one)) }
}

/** Waits until the check is true. */
export async function until(check, milliseconds = 120_000) {
  const deadline = Date.now() + milliseconds
  while (Date.now() < deadline) {
    if (await check()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('it did not come true in time')
}
