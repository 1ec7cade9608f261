import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from './fail.mjs'
import { root } from './paths.mjs'

/** Whether node_modules holds exactly what package-lock.json asks for (other platforms' packages aside). */
export function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json')
  if (installed === null) return false
  const wanted = Object.entries(packagesOf('package-lock.json') ?? {})
  return wanted.every(([path, { version, optional, peer }]) => {
    if (path === '') return true
    const found = installed[path]
    return found === undefined ? optional === true || peer === true : found.version === version && existsSync(join(root, path))
  })
}

/** `npm ci`. Its output is shown only when it fails. */
export async function install() {
  const { status, output } = await quietly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (status !== 0) throw new Refusal(`npm ci failed:\n${output.trim()}`)
}

/** Runs a program in the checkout and keeps what it prints: resolves to `{ status, output }`. */
export function quietly(program, args, options = {}) {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let output = ''
  const keep = (text) => {
    output += text
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  const end = () => child.kill()
  process.once('exit', end)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => {
      process.off('exit', end)
      resolve({ status, output })
    })
  })
}

function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(join(root, lockfile), 'utf8')).packages
  } catch {
    return null
  }
}
