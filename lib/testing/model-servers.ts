import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from './free-port'

/** A model server in a process of its own; killed, it is started again on its port. */
export class ModelServer {
  private child: ChildProcess | undefined
  private constructor(private readonly port: number) {}

  static async start(): Promise<ModelServer> {
    const server = new ModelServer(await freePort())
    server.spawn()
    return server
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}/v1`
  }

  private spawn(): void {
    this.child = spawn(process.execPath, [join(import.meta.dirname, 'model-server.mjs'), String(this.port)], { stdio: 'ignore' })
  }

  async kill(): Promise<void> {
    await this.stop()
    this.spawn()
  }

  async stop(): Promise<void> {
    const { child } = this
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}
