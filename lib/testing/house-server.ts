import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './vitest.shared'

const isHealthy = (socketPath: string): Promise<boolean> => new Promise((resolve) => {
  request({ socketPath, path: '/health' }, (response) => { response.resume(); resolve(response.statusCode === 200) }).on('error', () => resolve(false)).end()
})

/** Where a server's socket lies: a folder of its own, short enough for an address. */
export function socketFolder(): { socketPath: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'ins-'))
  return { socketPath: join(folder, 's'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The real model server on a unix socket, ready to answer. */
export async function startHouseServer(socketPath: string, { token, modelName }: { token: string; modelName: string }): Promise<{ stop: () => Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, [join(root, 'house-model/server/main.mjs')], {
    stdio: 'ignore', env: { NODE_ENV: 'test', PATH: process.env.PATH, ENGINE_SOCKET: socketPath, ENGINE_TOKEN: token, ENGINE_MODEL_NAME: modelName, ENGINE_SLOTS: '2', ENGINE_CONTEXT: '1024', ENGINE_DRAIN_MS: '100' },
  })
  while (!(await isHealthy(socketPath))) {
    if (child.exitCode !== null) throw new Error(`the model server ended with ${child.exitCode}`)
    await sleep(50)
  }
  return { stop: async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  } }
}
