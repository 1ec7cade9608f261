import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const names = ['staff_email', 'staff_password', 'demo_email', 'demo_password', 'demo_api_key'] as const
export type FirstRun = Partial<Record<(typeof names)[number], string>>

function readKnown(path: string): FirstRun {
  if (!existsSync(path)) return {}
  const lines = readFileSync(path, 'utf8').split('\n').filter((line) => line.includes('='))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}

/**
 * Leaves the sign-in details of what was just made for the operator, readable by nobody else. What an earlier start wrote
 * stays: the file is touched only when something is new, or when it is missing (then secrets that are only known as hashes
 * are left out).
 */
export function writeFirstRun(path: string, made: FirstRun, known: FirstRun): void {
  if (Object.keys(made).length === 0 && existsSync(path)) return
  const all: FirstRun = { ...known, ...readKnown(path), ...made }
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
  writeFileSync(path, `${names.flatMap((name) => (all[name] === undefined ? [] : [`${name}=${all[name]}`])).join('\n')}\n`, { mode: 0o600 })
  chmodSync(path, 0o600) // the mode above counts only for a new file
}
