import type { ContainerStats } from 'dockerode'
import type Docker from 'dockerode'
import { usageOf } from '../quota-volume'
import type { InstanceStats } from '../types'
import { unless } from './calls'
import { containerName, folderOf, type DockerSettings } from './settings'

/** What it uses now; null while it does not run. */
export async function statsOf(docker: Docker, settings: DockerSettings, id: string): Promise<InstanceStats | null> {
  const container = docker.getContainer(containerName(settings, id))
  const found = await unless([404], container.inspect(), null)
  if (!found?.State.Running) return null
  const [stats, storageBytes] = await Promise.all([unless([404, 409], container.stats({ stream: false, 'one-shot': true }), null), usageOf(folderOf(settings, id))])
  if (stats === null || stats.cpu_stats?.cpu_usage === undefined) return null
  return {
    cpuMicros: Math.floor(stats.cpu_stats.cpu_usage.total_usage / 1000), memoryBytes: memoryOf(stats), pids: stats.pids_stats?.current ?? 0,
    storageBytes, oomKills: found.State.OOMKilled ? 1 : 0,
  }
}

/** Without the pages of files that could be dropped at once (their names differ between the cgroup versions). */
function memoryOf({ memory_stats: memory }: ContainerStats): number {
  const figures = memory.stats as Partial<Record<'inactive_file' | 'total_inactive_file', number>> | undefined
  return Math.max(0, (memory.usage ?? 0) - (figures?.total_inactive_file ?? figures?.inactive_file ?? 0))
}
