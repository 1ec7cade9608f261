// Takes the place of the house's model server in an instance and does, from inside, what a hostile or broken program would:
// POST /do {"what": …}. Understands the same environment; needs nothing but node.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, chmodSync, closeSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const { ENGINE_SOCKET: socket, ENGINE_TOKEN: token, ENGINE_HOST: host = '127.0.0.1', ENGINE_PORT: port = '8081', ENGINE_MODEL_NAME: model } = process.env
const boot = randomUUID()
const kept = []
const say = (event, fields = {}) => console.log(JSON.stringify({ time: new Date().toISOString(), event, ...fields }))
const outcome = (work) => {
  try {
    return { value: work() }
  } catch (error) {
    return { code: error.code ?? String(error) }
  }
}

/** Idle children, until the system gives no more. */
async function spawnMany(count) {
  let started = 0
  const failed = []
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => {
      try {
        const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)'], { stdio: 'ignore' })
        child.once('spawn', () => { started++; kept.push(child); resolve() })
        child.once('error', (error) => { failed.push(error.code); resolve() })
      } catch (error) {
        failed.push(error.code ?? String(error))
        resolve()
      }
    })
  }
  return { started, failed }
}

function fill(path, bytes) {
  const block = Buffer.alloc(1 << 20, 7)
  const file = openSync(path, 'w')
  let written = 0
  try {
    while (written < bytes) written += writeSync(file, block)
    return { written }
  } catch (error) {
    return { written, code: error.code }
  } finally {
    closeSync(file)
  }
}

const connect = (target) => new Promise((resolve) => {
  const made = createConnection(target)
  const end = (code) => { made.destroy(); resolve({ code }) }
  made.once('connect', () => end('connected')).once('error', (error) => end(error.code ?? 'error')).setTimeout(2000, () => end('timeout'))
})

async function allocate(bytes) {
  for (let got = 0; got < bytes; got += 1 << 22) {
    kept.push(Buffer.alloc(1 << 22, 1))
    await sleep(1)
  }
  return { allocated: bytes }
}

async function spin(ms) {
  const before = process.cpuUsage()
  const from = performance.now()
  while (performance.now() - from < ms) Math.sqrt(Math.random())
  const used = process.cpuUsage(before)
  return { cpuMicros: used.user + used.system, wallMicros: (performance.now() - from) * 1000 }
}

const bomb = 'const{spawn}=require("child_process");setInterval(()=>{try{spawn(process.execPath,["-e",process.env.B],{stdio:"ignore",detached:true}).on("error",()=>{}).unref()}catch{}},5)'

const deeds = {
  who: () => ({ boot, pid: process.pid, model, secretInArguments: process.argv.join(' ').includes(token ?? '\0') }),
  allocate: ({ bytes }) => allocate(bytes),
  spin: ({ ms }) => spin(ms),
  spawn: ({ count }) => spawnMany(count),
  bomb: () => { process.env.B = bomb; for (let i = 0; i < 4; i++) spawn(process.execPath, ['-e', bomb], { stdio: 'ignore', detached: true }).on('error', () => {}).unref(); return {} },
  fill: ({ path, bytes }) => fill(path, bytes),
  read: ({ path }) => outcome(() => readFileSync(path, 'utf8')),
  write: ({ path, text }) => outcome(() => writeFileSync(path, text)),
  append: ({ path, text }) => outcome(() => appendFileSync(path, text)),
  remove: ({ path }) => outcome(() => rmSync(path)),
  list: ({ path }) => outcome(() => readdirSync(path)),
  connect: ({ target }) => connect(target),
  say: ({ text, times = 1 }) => { for (let i = 0; i < times; i++) console.log(times === 1 ? text : `${text} ${i}`); return {} },
  answerLate: async ({ ms }) => { say('begun'); await sleep(ms); return { boot } },
  exit: ({ code }) => { setTimeout(() => process.exit(code), 20); return {} },
  hang: () => { setTimeout(() => { for (;;) Math.random() }, 20); return {} },
}

async function answer(request, response) {
  const reply = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  if (request.url === '/health') return reply(200, { status: 'ready' })
  if (token && request.headers.authorization !== `Bearer ${token}`) return reply(401, { error: { message: 'no' } })
  let text = ''
  for await (const part of request) text += part
  const { what, ...rest } = JSON.parse(text || '{}')
  return Object.hasOwn(deeds, what) ? reply(200, await deeds[what](rest)) : reply(404, { error: { message: 'no such deed' } })
}

const server = createServer((request, response) => void answer(request, response).catch((error) => response.writeHead(500).end(String(error))))
process.on('SIGTERM', () => {
  say('draining')
  server.close(() => { say('stopped'); process.exit(0) })
  server.closeIdleConnections()
})
if (socket) rmSync(socket, { force: true })
server.listen(socket ? { path: socket } : { host, port: Number(port) }, () => {
  if (socket) chmodSync(socket, 0o660)
  say('listening', { boot })
})
