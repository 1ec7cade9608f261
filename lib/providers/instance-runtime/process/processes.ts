import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process and when it began, in the kernel's ticks: a pid alone is given away again. */
export type ProcessId = { pid: number; start: string }

export type ProcessStat = { pid: number; state: string; session: number; ticks: number; threads: number; start: string; residentPages: number }

/** What the kernel says of a process; undefined once it is gone. */
export function statOf(pid: number): ProcessStat | undefined {
  const text = readProc(pid, 'stat')
  if (text === undefined) return undefined
  // The name, in brackets, may hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => fields[number - 3] ?? ''
  return {
    pid, state: field(3), session: Number(field(6)), ticks: Number(field(14)) + Number(field(15)), threads: Number(field(20)), start: field(22), residentPages: Number(field(24)),
  }
}

function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

/** A zombie is dead: who should have reaped it may never do so. */
export function isLive(pid: number): boolean {
  const stat = statOf(pid)
  return stat !== undefined && stat.state !== 'Z' && stat.state !== 'X'
}

export function identify(pid: number): ProcessId | undefined {
  const start = statOf(pid)?.start
  return start === undefined ? undefined : { pid, start }
}

/** Whether it is still that very process. */
export function isSame({ pid, start }: ProcessId): boolean {
  return isLive(pid) && statOf(pid)?.start === start
}

export function allPids(): number[] {
  return readdirSync('/proc').map(Number).filter((pid) => pid > 0)
}

/** The number of its pid namespace; undefined when it is gone or not ours to see. */
export function pidNamespace(pid: number): number | undefined {
  try {
    const inode = /\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/ns/pid`))?.[1]
    return inode === undefined ? undefined : Number(inode)
  } catch {
    return undefined
  }
}

/** Whether it is the first process of a pid namespace of its own. */
export function isNamespaceInit(pid: number): boolean {
  const numbers = /^NSpid:\s*(.*)$/m.exec(readProc(pid, 'status') ?? '')?.[1]?.trim().split(/\s+/) ?? []
  return numbers.length > 1 && numbers.at(-1) === '1'
}

/** Whether its environment, as it was started, holds this line. */
export function hasEnvironment(pid: number, line: string): boolean {
  return readProc(pid, 'environ')?.split('\0').includes(line) ?? false
}

/** Sends a signal; true unless the process is gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** Asks again, a little slower each time, until it holds or the time is over. */
export async function until(holds: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  const end = performance.now() + ms
  for (let wait = 2; !(await holds()); wait = Math.min(100, wait * 1.5)) {
    if (performance.now() > end) return false
    await sleep(wait)
  }
  return true
}

/** Changes with every start of the machine: what ran before that is dead. */
export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
