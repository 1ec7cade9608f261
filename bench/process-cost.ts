import fs from 'node:fs'

const ticksPerSecond = 100 // USER_HZ, the same on every Linux

const read = (path: string): string => {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** What stands behind the program's name in /proc/<pid>/stat. */
const statOf = (pid: number): string[] => read(`/proc/${pid}/stat`).replace(/^.*\) /s, '').split(' ')
const ticksOf = (pid: number): number => {
  const stat = statOf(pid)
  return Number(stat[11] ?? 0) + Number(stat[12] ?? 0)
}
const endedTicksOf = (pid: number): number => {
  const stat = statOf(pid)
  return Number(stat[13] ?? 0) + Number(stat[14] ?? 0)
}

/** Milliseconds of CPU a process has used; 0 where the system does not tell. */
export const cpuMsOf = (pid: number): number => (ticksOf(pid) * 1000) / ticksPerSecond

export const parentOf = (pid: number): number => Number(statOf(pid)[1] ?? 0)

/** The same for a process with its children, also those that have ended: a database server. */
export function familyCpuMs(pid: number): number {
  const children = fs.existsSync('/proc') ? fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((one) => parentOf(one) === pid) : []
  return ((ticksOf(pid) + endedTicksOf(pid) + children.reduce((sum, one) => sum + ticksOf(one), 0)) * 1000) / ticksPerSecond
}

/** Megabytes of memory a process holds. */
export const memoryMbOf = (pid: number): number => Math.round(Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024)
