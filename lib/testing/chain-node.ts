import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { JsonRpc } from '@/lib/providers/chains/json-rpc'
import { freePort } from './free-port'

/** A busy machine takes long over what a node does in a moment. */
export const nodePatienceMs = 120_000
const mostPorts = 5

export type ChainNode = { child: ChildProcess; url: string; rpc: JsonRpc; stop: () => Promise<void> }
type Program = { program: string; args: (port: number) => string[]; url: (port: number) => string; greeting: string }

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Whether it answers; false when it has ended, as one does whose port was taken a moment before. @throws after long patience */
async function answers(child: ChildProcess, rpc: JsonRpc, greeting: string): Promise<boolean> {
  for (const until = Date.now() + nodePatienceMs; !hasEnded(child); await sleep(25)) {
    try {
      await rpc.call(greeting)
      return !hasEnded(child)
    } catch (error) {
      if (Date.now() > until) throw error
    }
  }
  return false
}

/** A node's program, on a port of its own, once it answers `greeting`. @throws when it is not installed, or ends whatever its port */
export async function startNode({ program, args, url: urlAt, greeting }: Program): Promise<ChainNode> {
  for (let tries = 0; tries < mostPorts; tries++) {
    const port = await freePort()
    const child = spawn(program, args(port), { stdio: 'ignore' })
    await once(child, 'spawn')
    const url = urlAt(port)
    const rpc = new JsonRpc(url, { timeoutMs: nodePatienceMs, limitBytes: 64 * 1_048_576 })
    const stop = async (): Promise<void> => {
      if (hasEnded(child)) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
    if (await answers(child, rpc, greeting)) return { child, url, rpc, stop }
  }
  throw new Error(`${program} ended at once on ${mostPorts} ports`)
}
