/**
 * Writes package-lock.json again after a change of version in package.json:
 * `node house-model/lock.mjs`.
 *
 * node-llama-cpp lists the binaries of every platform and graphics card as
 * optional dependencies (725 MB). The lock file keeps only the two plain Linux
 * ones that package.json names, so that `npm ci` installs about 85 MB.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = import.meta.dirname
const file = join(folder, 'package-lock.json')
const SCOPE = '@node-llama-cpp/'

execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], {
  cwd: folder,
  stdio: 'inherit',
})
const wanted = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).optionalDependencies
const lock = JSON.parse(readFileSync(file, 'utf8'))
for (const path of Object.keys(lock.packages)) {
  const name = path.replace(/^node_modules\//, '')
  if (name.startsWith(SCOPE) && !wanted[name]) delete lock.packages[path]
  delete lock.packages[path]?.resolved
}
const engine = lock.packages['node_modules/node-llama-cpp']
for (const name of Object.keys(engine.optionalDependencies)) {
  if (!wanted[name]) delete engine.optionalDependencies[name]
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
