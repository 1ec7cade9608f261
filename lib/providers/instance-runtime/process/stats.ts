import { stat } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { folderBytes } from '../folder-bytes'
import type { InstanceStats } from '../types'
import type { Here } from './here'
import { statOf } from './processes'
import { exists } from './state'
import { VOLUME_INSIDE } from './sandbox'
import { mountedBytes } from './volume'

/** Ticks of a process's time, as /proc counts them. */
const TICK_MICROS = 10_000
const PAGE_BYTES = 4096

/** What it uses now; null when nothing of it is there. */
export async function statsOf(here: Here, id: string): Promise<InstanceStats | null> {
  const { paths, machine, members } = here
  if (!(await exists(paths.state(id)))) return null
  const storageBytes = await storedBytes(here, id)
  const usage = await machine.tree?.group(id).usage()
  if (usage) return { ...usage, storageBytes }
  const live = members(id).live().flatMap((pid) => statOf(pid) ?? [])
  const sum = (of: (one: (typeof live)[number]) => number) => live.reduce((total, one) => total + of(one), 0)
  return {
    cpuMicros: sum(({ ticks }) => ticks) * TICK_MICROS, memoryBytes: Math.min(totalmem(), sum(({ residentPages }) => residentPages) * PAGE_BYTES), pids: sum(({ threads }) => threads), storageBytes, oomKills: 0,
  }
}

/** Seen through the engine's own eyes while it runs: its volume is mounted nowhere else. */
async function storedBytes({ paths, members }: Here, id: string): Promise<number | null> {
  if (await exists(paths.volume(id))) return folderBytes(paths.volume(id))
  const inside = members(id).engine()[0]
  const used = inside === undefined ? undefined : await mountedBytes(`/proc/${inside}/root${VOLUME_INSIDE}`)
  if (used) return used.used
  const image = await stat(paths.image(id)).catch(() => undefined)
  return image ? image.blocks * 512 : 0
}
