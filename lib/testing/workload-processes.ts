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

/** `about`: which it is, for a message: when it began, in the kernel's ticks, its parent, and its words. */
export type WorkloadProcess = { pid: number; parent: number; instanceId: string; isEngine: boolean; about: string }

/**
 * Every living process of this machine that carries an installation's mark, whoever its parent is. `isEngine`: the model server itself,
 * not what is around it, nor its own child: that is the image of its parent until it is another program (the library under the server
 * tries in a child, at each start, whether its binary can be loaded).
 */
export function workloadProcesses(installation: string): WorkloadProcess[] {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => workloadProcess(name, `MATRIX_INSTANCE=${installation}/`))
  const engines = new Set(found.filter(({ isEngine }) => isEngine).map(({ pid }) => pid))
  return found.map((one) => ({ ...one, isEngine: one.isEngine && !engines.has(one.parent) }))
}

function workloadProcess(name: string, mark: string): WorkloadProcess[] {
  const instanceId = read(`/proc/${name}/environ`).split('\0').find((line) => line.startsWith(mark))?.slice(mark.length)
  // After the name, which is in brackets: its state, its parent …
  const stat = read(`/proc/${name}/stat`)
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (instanceId === undefined || stat === '' || state === 'Z' || state === 'X') return []
  const words = read(`/proc/${name}/cmdline`).split('\0')
  const isEngine = words[0]?.endsWith('node') === true && words.slice(1).some((word) => word.endsWith('main.mjs'))
  return [{ pid: Number(name), parent: Number(parent), instanceId, isEngine, about: `${name} (${state}, began ${rest[17]}, of ${parent}): ${words.join(' ').slice(0, 200).trim()}` }]
}
