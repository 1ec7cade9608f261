import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '@/lib/log'
import { runCommand } from './run-command'

const FIRST_LIMIT_MS = 60_000
const LONGEST_LIMIT_MS = 3_600_000
/** Whoever asks has other things to say of an instance too, so a long look goes on behind their back. */
const PATIENCE_MS = 2_000

/** One folder as this process sees it: what its files took when they were last counted (null: never yet), how long the next look may take, the look under way. */
type Look = { bytes: number | null; limitMs: number; underWay: Promise<void> | null }

const looks = new Map<string, Look>()

export type LookOptions = { run?: typeof runCommand; patienceMs?: number }

/** What a folder's files take on the disk; where that takes long to find out, what they took when it was last found out, and null before. A look that does not end in its time is followed by one that may take twice as long. */
export async function folderBytes(path: string, { run = runCommand, patienceMs = PATIENCE_MS }: LookOptions = {}): Promise<number | null> {
  const look = looks.get(path) ?? { bytes: null, limitMs: FIRST_LIMIT_MS, underWay: null }
  looks.set(path, look)
  look.underWay ??= count(path, look, run).finally(() => { look.underWay = null })
  const waited = new AbortController()
  await Promise.race([look.underWay, sleep(patienceMs, undefined, { ref: false, signal: waited.signal }).catch(() => undefined)])
  waited.abort()
  return look.bytes
}

async function count(path: string, look: Look, run: typeof runCommand): Promise<void> {
  const { output } = await run('du', ['-s', '-x', '-B1', path], { timeoutMs: look.limitMs })
  const found = /^(\d+)/.exec(output)?.[1]
  if (found !== undefined) {
    look.bytes = Number(found)
    return
  }
  if (!existsSync(path)) {
    look.bytes = 0
    looks.delete(path)
    return
  }
  log.warn({ path, bytes: look.bytes, limitMs: look.limitMs, said: output.slice(0, 300) }, 'the storage of an instance could not be looked through in time; it is counted again with more')
  look.limitMs = Math.min(LONGEST_LIMIT_MS, look.limitMs * 2)
}
