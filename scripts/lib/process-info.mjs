import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * What the system knows about `pid`: `{ startedAt, command }`, or null when it is gone. A zombie counts as gone: it runs
 * nothing, it only waits to be collected. `startedAt` is opaque; with the pid it names one process for good.
 */
export function processInfo(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

function fromProc(pid) {
  try {
    // The second field is the name in brackets and may hold spaces: count from the last bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return { startedAt: fields[19], command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }
  } catch {
    return null
  }
}

function fromPs(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=,command=', '-p', String(pid)], { encoding: 'utf8' })
  const match = /^\s*(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/m.exec(stdout ?? '')
  return match === null || match[1].startsWith('Z') ? null : { startedAt: match[2], command: match[3] }
}
