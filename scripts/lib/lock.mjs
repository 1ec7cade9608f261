import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { processInfo } from './process-info.mjs'

/**
 * Takes the lock file at `path` for this process. Returns a function that gives it back, or null when a living process
 * holds it. A holder that died (even by kill -9) does not count: its start time no longer matches.
 */
export function tryLock(path) {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: processInfo(process.pid)?.startedAt }), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (linked(draft, path)) return () => rmSync(path, { force: true })
      if (isHeld(path)) return null
      rmSync(path, { force: true })
    }
    return null
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Runs `work` while holding the lock file at `path`, waiting up to `timeoutMs` for its present holder. */
export async function withLock(path, work, timeoutMs = 120_000) {
  const deadline = performance.now() + timeoutMs
  let release = tryLock(path)
  while (release === null) {
    if (performance.now() > deadline) throw new Error(`${path} is still held by another process`)
    await sleep(100)
    release = tryLock(path)
  }
  try {
    return await work()
  } finally {
    release()
  }
}

// A hard link appears whole or not at all, so nobody reads a half-written lock.
function linked(draft, path) {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function isHeld(path) {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8'))
    return processInfo(holder.pid)?.startedAt === holder.startedAt
  } catch {
    return false
  }
}
