import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'

const MOST_ENTRIES = 16
const MOST_BYTES = 2 ** 20

/**
 * Whether more lies beside an instance's socket than belongs there. That folder is the one place outside its volume that it may write to,
 * on the machine's own disk. However much there is, the look is short.
 */
export async function isStoredBesideSocket(folder: string): Promise<boolean> {
  const entries = await opendir(folder).catch(() => undefined)
  let [count, bytes] = [0, 0]
  for await (const entry of entries ?? []) {
    if (entry.isDirectory()) return true
    bytes += await lstat(join(folder, entry.name)).then(({ blocks }) => blocks * 512, () => 0)
    if (++count > MOST_ENTRIES || bytes > MOST_BYTES) return true
  }
  return false
}
