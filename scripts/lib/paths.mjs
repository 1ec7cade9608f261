import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Where everything that is made on this machine lives: database, secrets, logs, pid files. Ignored by git. */
export const dataDir = join(root, '.data')

/** A path below `.data`, with its folder made. Traversable (the database may run as another user), its secret files are not readable. */
export function dataPath(...parts) {
  const path = join(dataDir, ...parts)
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
  return path
}
