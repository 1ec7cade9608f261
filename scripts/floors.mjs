// node scripts/floors.mjs: does the lockfile hold a package that is known to be unsafe, or one that cannot be installed?
// Compares every copy, nested ones too, with scripts/floors.json. Review that table at every release.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { missingOptionals, nameAt, readLock } from './lib/lockfile.mjs'

const LOCKFILES = ['package-lock.json', 'house-model/package-lock.json']

/** What is wrong with the lockfiles, a line each; empty when nothing is. */
export function lockfileProblems() {
  const table = JSON.parse(readFileSync(new URL('floors.json', import.meta.url), 'utf8'))
  const problems = LOCKFILES.flatMap((file) => {
    const { packages } = readLock(file)
    return Object.entries(packages).filter(([path]) => path !== '').flatMap(([path, entry]) => entryProblems(path, entry, table))
  })
  const missing = missingOptionals(readLock().packages)
  if (missing.length > 0) problems.push(`${missing.length} platform packages are missing from package-lock.json: node scripts/lock-platforms.mjs`)
  return problems
}

/** @returns {string[]} */
export function entryProblems(path, { version, resolved }, { floors, banned }) {
  const name = nameAt(path)
  const floor = floors[name]?.floor
  return [
    ...(banned[name] === undefined ? [] : [`${path} is banned: ${banned[name]}`]),
    ...(floor !== undefined && isBelow(version, floor) ? [`${path} ${version} is below ${floor}: ${floors[name].reason}`] : []),
    ...(resolved !== undefined && new URL(resolved).hostname !== 'registry.npmjs.org' ? [`${path} is locked to ${new URL(resolved).hostname}`] : []),
  ]
}

/** By number, part for part; a pre-release counts as its release. */
export function isBelow(version, floor) {
  const numbers = (text) => text.split(/[-+]/)[0].split('.').map(Number)
  const [has, needs] = [numbers(version), numbers(floor)]
  const at = needs.findIndex((part, index) => part !== has[index])
  return at !== -1 && has[at] < needs[at]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problems = lockfileProblems()
  console.log(problems.length > 0 ? problems.join('\n') : 'lockfiles: nothing known to be unsafe')
  process.exitCode = problems.length > 0 ? 1 : 0
}
