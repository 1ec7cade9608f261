import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataPath, root } from './paths.mjs'

const NOT_SOURCE = /(^|\/)(node_modules|generated|\.[^/]+)$|\.test\.tsx?$/

/** One hash over the contents of files and folders (relative to the checkout); missing ones count as absent. */
export function fingerprint(paths) {
  const hash = createHash('sha256').update(`node ${process.versions.node}`)
  for (const path of paths) add(hash, path)
  return hash.digest('hex')
}

function add(hash, path) {
  const full = join(root, path)
  if (!existsSync(full)) return
  if (!statSync(full).isDirectory()) {
    hash.update(`\0${path}\0`).update(readFileSync(full))
    return
  }
  for (const name of readdirSync(full).sort()) {
    const inner = `${path}/${name}`
    if (!NOT_SOURCE.test(inner)) add(hash, inner)
  }
}

/** What earlier runs finished, kept in `.data/state.json`: step → fingerprint of its inputs. */
export function finished(step) {
  return read()[step]
}

export function markFinished(step, value) {
  const path = dataPath('state.json')
  writeFileSync(`${path}.draft`, `${JSON.stringify({ ...read(), [step]: value }, null, 2)}\n`)
  renameSync(`${path}.draft`, path)
}

function read() {
  try {
    return JSON.parse(readFileSync(dataPath('state.json'), 'utf8'))
  } catch {
    return {}
  }
}
