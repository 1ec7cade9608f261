import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { enqueue } from '@/lib/domain/events/enqueue'
import { systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { root } from '@/lib/testing/vitest.shared'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'worker-'))
const children: ChildProcess[] = []

/** A mail server that says nothing until it is told to work. */
class SlowMailServer {
  mails = 0
  connections = 0
  isAwake = false
  private server = net.createServer((socket) => {
    this.connections += 1
    socket.on('error', () => undefined)
    if (this.isAwake) this.serve(socket)
  })

  private serve(socket: net.Socket): void {
    let inBody = false
    const say = (line: string) => socket.write(`${line}\r\n`)
    say('220 test')
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n').filter((one) => one !== '')) {
        if (inBody) {
          if (line !== '.') continue
          inBody = false
          this.mails += 1
          say('250 kept')
        } else if (line.startsWith('DATA')) {
          inBody = true
          say('354 go on')
        } else if (line.startsWith('QUIT')) socket.end('221 bye\r\n')
        else say('250 test')
      }
    })
  }

  async start(): Promise<number> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    const address = this.server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  stop(): void {
    this.server.close()
  }
}

const server = new SlowMailServer()
let smtpPort = 0

function startWorker(): ChildProcess {
  const child = spawn(process.execPath, [path.join(folder, 'worker.mjs')], {
    cwd: root, stdio: 'inherit', env: { ...process.env, ROLE: 'worker', LOG_LEVEL: 'warn', SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, MAIL_FROM: 'Test <test@example.test>' },
  })
  children.push(child)
  return child
}

const patience = { timeout: 100_000, interval: 200 }

beforeAll(async () => {
  smtpPort = await server.start()
  const { bundleOptions } = await import('../../scripts/lib/bundle.mjs')
  const esbuild = await import('esbuild')
  await esbuild.build({ ...bundleOptions({ worker: 'lib/processes/worker.ts' }, folder), outExtension: { '.js': '.mjs' }, nodePaths: [path.join(root, 'node_modules')] })
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
})

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  server.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

it('a worker killed in the middle of a job is replaced: another one finishes the job, once', async () => {
  const to = `${newId('test').toLowerCase()}@example.test`
  const first = startWorker()
  const payload = { template: 'already_registered', to, locale: 'en', params: { name: 'Sara' }, path: '/sign-in' }
  const id = await inTransaction(platformDb, (tx) => enqueue(tx, systemClock, null, 'mail', payload))
  await expect.poll(() => server.connections, patience).toBeGreaterThan(0)
  first.kill('SIGKILL')
  await once(first, 'exit')
  const locked = await platformDb.$queryRaw<{ locked_by: string | null }[]>`SELECT locked_by FROM graphile_worker.jobs WHERE key = ${id}`
  expect(locked[0]?.locked_by).toMatch(/^pool-/)
  // As if it had been silent for so long already.
  await platformDb.$executeRaw`UPDATE "WorkerHeartbeat" SET "beatAt" = "beatAt" - interval '1 minute' WHERE "workerId" = ${locked[0]?.locked_by}`
  await platformDb.$executeRaw`UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '1 minute' WHERE key = ${id}`
  server.isAwake = true
  const second = startWorker()
  await expect.poll(async () => (await platformDb.outboxMessage.findUniqueOrThrow({ where: { id } })).processedAt, patience).not.toBeNull()
  expect(server.mails).toBe(1)
  expect(await platformDb.mailMessage.findMany({ where: { to } })).toMatchObject([{ state: 'sent', attempts: 2 }])
  second.kill('SIGTERM')
  await once(second, 'exit')
  expect(second.exitCode).toBe(0)
  expect(await platformDb.workerHeartbeat.count({ where: { beatAt: { gt: new Date(Date.now() - 20_000) } } })).toBe(0)
})
