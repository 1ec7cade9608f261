import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { freePort } from './free-port'

/** How long a busy machine may stand still before its Redis counts as down: that is not what is tested. */
export const patienceMs = 60_000

export type TestRedis = { url: string; stop: () => Promise<void>; start: () => Promise<void> }

/** A Redis of the test's own on a free port, nothing written to disk. @throws when redis-server is not installed or does not start */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let child: ReturnType<typeof spawn> | undefined
  const start = async (): Promise<void> => {
    child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' })
    await once(child, 'spawn')
    const client = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null })
    client.on('error', () => undefined)
    const ended = once(child, 'exit').then(([status]) => { throw new Error(`redis-server ended with ${status}`) })
    await Promise.race([client.ping(), ended]).finally(() => client.disconnect())
  }
  await start()
  return {
    url, start,
    stop: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
