import { chmod, open, stat } from 'node:fs/promises'

const SOCKET_MODE = 0o660
/** Opens the thing that a path names without following a link there, and without the right to read it. Node has no name for the first. */
const THE_THING_ITSELF = 0o10000000 | 0o400000

/**
 * Whoever shares the manager's group may connect, whatever the engine made of its socket. The folder is the instance's own, so what
 * lies there may change at any moment into a link to a file of ours: what was looked at is what is changed.
 */
export async function openSocket(path: string): Promise<void> {
  const file = await open(path, THE_THING_ITSELF).catch(() => undefined)
  if (!file) return
  try {
    const itself = `/proc/self/fd/${file.fd}`
    const found = await stat(itself)
    if (found.isSocket() && (found.mode & 0o777) !== SOCKET_MODE) await chmod(itself, SOCKET_MODE)
  } catch {
    // It went, or is another user's: whoever connects hears of it.
  } finally {
    await file.close()
  }
}
