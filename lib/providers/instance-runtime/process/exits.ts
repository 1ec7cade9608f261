import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { constants } from 'node:os'
import { unreadableModelExit } from '../engine-launch'
import type { Paths } from './config'
import type { Run } from './state'

export type End = NonNullable<Run['end']>

/** What engines and the C library say when memory is refused to them rather than taken away. */
const noMemory = /out of memory|cannot allocate memory|bad_alloc|Array buffer allocation failed|failed to allocate/i
const noSpace = /ENOSPC|no space left on device/i

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

/** Why a run ended: by what the driver did, what the kernel counted, how the program left and what it said last. */
export function endOf({ run, code, oomKills, lastWords }: { run: Run; code: number | null; oomKills: number; lastWords: string }): End {
  const signal = code !== null && code > 128 ? (signalNames.get(code - 128) ?? null) : null
  const end = (reason: End['reason']): End => ({ reason, code: signal === null ? code : null, signal })
  if (run.verdict !== null) return end(run.verdict)
  if (oomKills > 0 && !run.isStopAsked) return end('oom')
  if (code === 0) return end('completed')
  if (run.isStopAsked || code === null || signal === 'SIGKILL' || signal === 'SIGTERM') return end('killed')
  if (code === unreadableModelExit) return end('model')
  if (signal === 'SIGXFSZ' || noSpace.test(lastWords)) return end('disk_quota')
  return end(noMemory.test(lastWords) ? 'oom' : 'crash')
}

/** The exit code that the shell wrote down; null where nobody could. */
export function writtenCode(paths: Paths, id: string): number | null {
  try {
    return Number(readFileSync(paths.exit(id), 'utf8').trim())
  } catch {
    return null
  }
}

const LAST_BYTES = 4096

/** The end of its log. */
export function lastWords(path: string): string {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const { size } = fstatSync(file)
    const bytes = Buffer.alloc(Math.min(size, LAST_BYTES))
    readSync(file, bytes, 0, bytes.length, size - bytes.length)
    return bytes.toString('utf8')
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
