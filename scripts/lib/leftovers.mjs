import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processInfo } from './process-info.mjs'

const PATIENCE_MS = 15_000

/**
 * Ends programs that a supervisor left behind when it was killed. A pid alone proves nothing, the system reuses them:
 * the start time must match too. Resolves to the names of those ended.
 */
export async function endLeftovers(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pid')) : []
  const alive = files.map((file) => ({ name: file.slice(0, -4), ...recorded(join(folder, file)) })).filter(isSame)
  for (const { pid } of alive) signal(pid, 'SIGTERM')
  const deadline = performance.now() + PATIENCE_MS
  while (alive.some(isSame) && performance.now() < deadline) await sleep(100)
  for (const left of alive.filter(isSame)) signal(-left.pid, 'SIGKILL')
  for (const file of files) rmSync(join(folder, file), { force: true })
  return alive.map(({ name }) => name)
}

function recorded(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return {}
  }
}

function isSame({ pid, startedAt }) {
  return startedAt !== undefined && processInfo(pid)?.startedAt === startedAt
}

function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
