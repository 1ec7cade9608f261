import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { inTurn } from '../in-turn'
import type { ExitReason, InstanceSpec, IsolationLevel } from '../types'
import { RuntimeError } from '../types'
import type { ProcessId } from './processes'
import { identify, isSame } from './processes'

/** What is to be: kept beside the volume. The secret is not in it. */
export type State = {
  installation: string
  id: string
  clientId: string
  /** Of the sandbox, when the driver is root. */
  uid: number | null
  resources: InstanceSpec['resources']
  /** The workload is gone and only its files are kept. */
  isKept: boolean
}

/** The run under way, or the last one. */
export type Run = {
  generation: number
  bootId: string
  startedAt: string
  isolation: IsolationLevel
  /** The shell that waits for the sandbox's end and writes down its exit code. */
  supervisor: ProcessId | null
  isStopAsked: boolean
  /** Why the driver itself ended it. */
  verdict: ExitReason | null
  memoryBytes: number
  storageBytes: number
  /** How it ended, once that was seen. */
  end: { reason: ExitReason; code: number | null; signal: string | null } | null
}

export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch {
    return undefined
  }
}

/** All or nothing: a reader sees the old text or the new one. */
export function writeJson(path: string, value: unknown, mode = 0o640): void {
  const next = `${path}.next`
  writeFileSync(next, JSON.stringify(value), { mode })
  renameSync(next, path)
}

const LOCK_WAIT_MS = 180_000

/** Does one thing at a time with an instance, in this process and across processes; the lock of a dead process is taken over. */
export async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  const self = identify(process.pid)
  const mark = `${process.pid}:${self?.start ?? ''}:${Math.random().toString(36).slice(2)}`
  const end = Date.now() + LOCK_WAIT_MS
  while (!(await take(path, mark))) {
    if (Date.now() > end) throw new RuntimeError('failed', 'another operation on this instance does not end')
    await sleep(20)
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

/** Does it only when nobody else is at work on the instance, and this process may. */
export async function lockedIfFree(path: string, work: () => Promise<void>): Promise<void> {
  const mark = `${process.pid}:${identify(process.pid)?.start ?? ''}:${Math.random().toString(36).slice(2)}`
  if (!(await take(path, mark).catch(() => false))) return
  await work().finally(() => rm(path, { force: true }))
}

/** In this process one after the other: between the look at a dead one's lock and its removal nobody else of us takes it. */
const taking = inTurn()
const take = (path: string, mark: string): Promise<boolean> => taking(path, () => takeNow(path, mark))

async function takeNow(path: string, mark: string): Promise<boolean> {
  try {
    await symlink(mark, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const holder = await readlink(path).catch(() => undefined)
  const [pid = '', start = ''] = holder?.split(':') ?? []
  if (holder === undefined || isSame({ pid: Number(pid), start })) return false
  // Whoever renames it away has it alone; should it be a newer lock by then, that one is put back.
  const aside = `${path}.${mark.split(':')[2]}`
  await rename(path, aside).catch(() => undefined)
  if ((await readlink(aside).catch(() => undefined)) !== holder) await rename(aside, path).catch(() => undefined)
  else await rm(aside, { force: true })
  return false
}

export const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false)
