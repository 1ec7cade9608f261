import { readdirSync, readFileSync } from 'node:fs'

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Ends a process at once; false where it had ended already, as what belongs to another one does with that. */
export function endNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

export type WorkloadProcess = { pid: number; instanceId: string; isEngine: boolean }

/** Every living process of this machine that carries an installation's mark, whoever its parent is. `isEngine`: the model server itself, not what is around it. */
export function workloadProcesses(installation: string): WorkloadProcess[] {
  const mark = `MATRIX_INSTANCE=${installation}/`
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    const instanceId = read(`/proc/${name}/environ`).split('\0').find((line) => line.startsWith(mark))?.slice(mark.length)
    const state = /^State:\s+(\S)/m.exec(read(`/proc/${name}/status`))?.[1]
    if (instanceId === undefined || state === undefined || state === 'Z' || state === 'X') return []
    const [program = '', ...rest] = read(`/proc/${name}/cmdline`).split('\0')
    return [{ pid: Number(name), instanceId, isEngine: program.endsWith('node') && rest.some((word) => word.endsWith('main.mjs')) }]
  })
}
