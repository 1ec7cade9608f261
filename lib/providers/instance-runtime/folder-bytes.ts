import { existsSync } from 'node:fs'
import { log } from '@/lib/log'
import { runCommand } from './run-command'

const LOOK_MS = 60_000

/** What was found last, for folders that are too full to be looked through in time. */
const lastKnown = new Map<string, number>()

/** What a folder's files take on the disk. One that cannot be looked through in time counts as what it was when this process last could, and is not taken for emptied. */
export async function folderBytes(path: string, run: typeof runCommand = runCommand): Promise<number> {
  const { output } = await run('du', ['-s', '-x', '-B1', path], { timeoutMs: LOOK_MS })
  const found = /^(\d+)/.exec(output)?.[1]
  if (found !== undefined) {
    lastKnown.set(path, Number(found))
    return Number(found)
  }
  if (!existsSync(path)) {
    lastKnown.delete(path)
    return 0
  }
  const before = lastKnown.get(path)
  log.warn({ path, bytes: before ?? null, said: output.slice(0, 300) }, 'the storage of an instance could not be looked through; it counts as what it was')
  return before ?? 0
}
