import { rm } from 'node:fs/promises'
import { folderBytes } from '../folder-bytes'
import { isStoredBesideSocket } from '../socket-folder'
import type { Here } from './here'
import { rotateLog } from './logs'
import { observeInstance, installedIds } from './observe'
import { readJson, exists, locked, writeJson, type Run } from './state'
import { statsOf } from './stats'

const LOOK_MS = 3000

/** Looks after what the system does not: the length of logs, and the limits that nobody else holds on this machine. */
export class Watch {
  private timer: NodeJS.Timeout | undefined
  private looking: Promise<void> = Promise.resolve()

  constructor(private readonly here: () => Promise<Here>) {}

  begin(): void {
    this.timer ??= setInterval(() => {
      this.looking = this.looking.then(() => this.look()).catch(() => undefined)
    }, LOOK_MS).unref()
  }

  async end(): Promise<void> {
    clearInterval(this.timer)
    this.timer = undefined
    await this.looking
  }

  private async look(): Promise<void> {
    const here = await this.here()
    for (const id of await installedIds(here)) await lookAt(here, id).catch(() => undefined)
  }
}

async function lookAt(here: Here, id: string): Promise<void> {
  const { paths, machine } = here
  await rotateLog(paths, id)
  const run = readJson<Run>(paths.run(id))
  if (!run || run.end !== null) return
  if ((await observeInstance(here, id)).phase !== 'running') return
  if (machine.tree === null && ((await statsOf(here, id))?.memoryBytes ?? 0) > run.memoryBytes) return end(here, id, run, 'oom')
  if ((await exists(paths.volume(id))) && ((await folderBytes(paths.volume(id))) ?? 0) > run.storageBytes) return end(here, id, run, 'disk_quota')
  if (await isStoredBesideSocket(paths.socketFolder(id))) return end(here, id, run, 'disk_quota')
}

/** Ends the run that was looked at, and none that has begun since. */
async function end({ paths, members }: Here, id: string, seen: Run, verdict: 'oom' | 'disk_quota'): Promise<void> {
  await locked(paths.lock(id), async () => {
    const run = readJson<Run>(paths.run(id))
    if (!run || run.startedAt !== seen.startedAt || run.end !== null || run.isStopAsked) return
    writeJson(paths.run(id), { ...run, verdict })
    await members(id).kill()
    await rm(paths.socketFolder(id), { recursive: true, force: true })
  })
}
