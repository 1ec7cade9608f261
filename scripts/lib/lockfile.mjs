import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

export function readLock(path = 'package-lock.json') {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

/** The name of the package at a lockfile path: the part after the last node_modules/. */
export const nameAt = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Every optional dependency with an exact version that the lockfile names nowhere it could be found: `{ name, version, owner }`. */
export function missingOptionals(packages) {
  const missing = []
  for (const [path, owner] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
      if (/^\d+\.\d+\.\d+/.test(version) && !isReachable(packages, path, name)) missing.push({ name, version, owner })
    }
  }
  return missing
}

/** Node's own search: beside the package, then in every node_modules above it. */
function isReachable(packages, path, name) {
  const above = path.split('/node_modules/')
  for (let depth = above.length; depth > 0; depth -= 1) {
    const folder = above.slice(0, depth).join('/node_modules/')
    if (packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`] !== undefined) return true
  }
  return packages[`node_modules/${name}`] !== undefined
}
