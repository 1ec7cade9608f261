import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port'
import { TestProgram } from './test-program'

export type GatewayProcess = { origin: string; child: ChildProcess }
export type GatewayProcesses = { all: GatewayProcess[]; start: () => Promise<GatewayProcess>; stop: () => Promise<void> }

async function untilListening(origin: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`${origin}/api/v1/models`).catch(() => undefined)
    if (answer) return
    await sleep(50)
  }
  throw new Error(`the gateway process ended with ${child.exitCode}`)
}

/** Real gateway processes (ROLE=gateway, no web behind them) over this test's database, each on a free port. */
export async function startGateways(count: number, env: Record<string, string> = {}): Promise<GatewayProcesses> {
  const program = await TestProgram.of('lib/processes/gateway.ts')
  const all: GatewayProcess[] = []
  const start = async (): Promise<GatewayProcess> => {
    const port = await freePort()
    const child = program.start({ ROLE: 'gateway', PORT: String(port), WEB_ORIGIN: '', ...env })
    const started = { origin: `http://127.0.0.1:${port}`, child }
    all.push(started)
    await untilListening(started.origin, child)
    return started
  }
  await Promise.all(Array.from({ length: count }, start))
  return { all, start, stop: () => program.stop() }
}
