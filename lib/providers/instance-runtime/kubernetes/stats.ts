import type { InstanceStats } from '../types'
import { statusOf, type Cluster } from './cluster'
import { engineContainer, nameOf } from './settings'

type Summary = { pods?: PodStats[] }
type PodStats = {
  podRef: { name: string; namespace: string }
  containers?: { name: string; cpu?: { usageCoreNanoSeconds?: number }; memory?: { workingSetBytes?: number } }[]
  volume?: { pvcRef?: { name: string }; usedBytes?: number }[]
  process_stats?: { process_count?: number }
}

/** What its node tells of it; null where nothing runs, or where the manager may not ask nodes (then only the gateway's figures are there). */
export async function statsOf(cluster: Cluster, id: string): Promise<InstanceStats | null> {
  const pod = (await cluster.pods(id)).find(({ status }) => status?.phase === 'Running')
  const node = pod?.spec?.nodeName
  if (pod === undefined || node === undefined) return null
  const summary = await askNode(cluster, node)
  const stats = summary?.pods?.find(({ podRef }) => podRef.name === pod.metadata?.name && podRef.namespace === pod.metadata?.namespace)
  const own = stats?.containers?.find(({ name }) => name === engineContainer)
  if (stats === undefined || own === undefined) return null
  const container = pod.status?.containerStatuses?.find(({ name }) => name === engineContainer)
  return {
    cpuMicros: Math.floor((own.cpu?.usageCoreNanoSeconds ?? 0) / 1000), memoryBytes: own.memory?.workingSetBytes ?? 0, pids: stats.process_stats?.process_count ?? 0,
    storageBytes: stats.volume?.find(({ pvcRef }) => pvcRef?.name === nameOf(id))?.usedBytes ?? null, oomKills: container?.lastState?.terminated?.reason === 'OOMKilled' ? 1 : 0,
  }
}

async function askNode(cluster: Cluster, name: string): Promise<Summary | null> {
  try {
    const text: unknown = await cluster.core.connectGetNodeProxyWithPath({ name, path: 'stats/summary' })
    return (typeof text === 'string' ? JSON.parse(text) : text) as Summary
  } catch (error) {
    // Forbidden, or a node that is gone: no figures, which is no failure.
    if (statusOf(error) !== undefined || error instanceof SyntaxError) return null
    throw error
  }
}
