import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../../scripts/lib/bundle.mjs'

/** One of our programs, bundled for a suite; each `start` is a real process of it over this test's database. */
export class TestProgram {
  readonly all: ChildProcess[] = []

  private constructor(private readonly folder: string, private readonly stdio: StdioOptions) {}

  static async of(source: string, stdio: StdioOptions = ['ignore', 'ignore', 'inherit']): Promise<TestProgram> {
    const folder = join(process.cwd(), '.build', `test-program-${process.pid}-${Math.random().toString(36).slice(2)}`)
    await bundle({ program: source }, folder)
    return new TestProgram(folder, stdio)
  }

  start(env: Record<string, string> = {}): ChildProcess {
    const child = spawn(process.execPath, ['--enable-source-maps', join(this.folder, 'program.js')], { stdio: this.stdio, env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'fatal', ...env } })
    this.all.push(child)
    return child
  }

  /** Those that still run. */
  get live(): ChildProcess[] {
    return this.all.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
  }

  async stop(): Promise<void> {
    await Promise.all(this.live.map(kill))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** As `kill -9` does; resolves once it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
