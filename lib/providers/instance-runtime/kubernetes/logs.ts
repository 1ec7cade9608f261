import { setTimeout as sleep } from 'node:timers/promises'
import type { V1ConfigMap, V1Pod } from '@kubernetes/client-node'
import { after, offsets, stampedLine } from '../stamped-lines'
import type { LogLine } from '../types'
import { unless, type Cluster } from './cluster'
import { engineContainer, marks, nameOf } from './settings'

const POLL_MS = 700
/** Clocks of nodes may differ a little. */
const SLACK_SECONDS = 5
/** A ConfigMap holds a mebibyte at most. */
const KEPT_BYTES = 400_000

type Options = { after?: string; tail?: number; follow?: boolean; signal?: AbortSignal }

/** The lines of a log, those of pods that are gone first. With `follow` it asks again and again until the signal. */
export async function* logLines(cluster: Cluster, id: string, options: Options): AsyncGenerator<LogLine> {
  const { signal } = options
  let last = options.after
  const first = await linesAfter(cluster, id, last)
  for (const line of last === undefined && options.tail !== undefined ? first.slice(Math.max(0, first.length - options.tail)) : first) {
    yield line
    last = line.offset
  }
  while (options.follow === true && !signal?.aborted) {
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined)
    if (signal?.aborted) return
    for (const line of await linesAfter(cluster, id, last)) {
      yield line
      last = line.offset
    }
  }
}

async function linesAfter(cluster: Cluster, id: string, offset: string | undefined): Promise<LogLine[]> {
  const pods = await cluster.pods(id)
  const live = await Promise.all(pods.map((pod) => podLines(cluster, pod, offset)))
  const seen = new Set<string>()
  const isNew = after(offset)
  return [...(await keptLines(cluster, id)), ...live.flat()].filter((line) => {
    if (seen.has(line.offset) || !isNew(line)) return false
    seen.add(line.offset)
    return true
  })
}

async function podLines(cluster: Cluster, pod: V1Pod, offset: string | undefined): Promise<LogLine[]> {
  const hasEarlier = (pod.status?.containerStatuses?.find(({ name }) => name === engineContainer)?.restartCount ?? 0) > 0
  const texts = [...(hasEarlier ? [await podText(cluster, pod, offset, true)] : []), await podText(cluster, pod, offset, false)]
  const numbered = offsets()
  return texts.flatMap((text) => text.split('\n')).map((text) => stampedLine(text, 'stdout', numbered)).filter((line) => line !== null)
}

async function podText(cluster: Cluster, { metadata }: V1Pod, offset: string | undefined, previous: boolean): Promise<string> {
  const from = offset === undefined ? NaN : Date.parse(offset.split('#')[0] ?? '')
  const since = Number.isNaN(from) ? {} : { sinceSeconds: Math.max(1, Math.ceil((Date.now() - from) / 1000) + SLACK_SECONDS) }
  const asked = cluster.core.readNamespacedPodLog({ name: metadata?.name ?? '', namespace: metadata?.namespace ?? '', container: engineContainer, timestamps: true, previous, ...since })
  // 400: its container has not begun; 404: the pod or its node is gone; 500: the node does not answer.
  return (await unless([400, 404, 500], asked.catch(emptyWhereNothing))) ?? ''
}

/** An answer without a body has no type either, which the client takes for a fault. */
function emptyWhereNothing(error: unknown): string {
  if (error instanceof Error && error.message.includes('No Content-Type defined')) return ''
  throw error
}

const mapName = (id: string): string => `${nameOf(id)}-log`

async function keptLines(cluster: Cluster, id: string): Promise<LogLine[]> {
  const { items } = await cluster.core.listConfigMapForAllNamespaces({ labelSelector: `${marks.instance}=${id}` })
  const numbered = offsets()
  return items.flatMap(({ data }) => (data?.lines ?? '').split('\n')).map((text) => stampedLine(text, 'stdout', numbered)).filter((line) => line !== null)
}

/** Keeps the last lines of pods that are about to go: the cluster forgets them with the pod. */
export async function keepLog(cluster: Cluster, id: string, namespace: string, labels: Record<string, string>): Promise<void> {
  const lines = await linesAfter(cluster, id, undefined)
  const texts = lines.map(({ offset, text }) => `${offset.split('#')[0]} ${text}`)
  let size = 0
  const first = texts.findLastIndex((text) => (size += Buffer.byteLength(text) + 1) > KEPT_BYTES) + 1
  const map: V1ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: mapName(id), namespace, labels }, data: { lines: texts.slice(first).join('\n') } }
  await cluster.apply(map)
}

export const forgetLog = async (cluster: Cluster, id: string, namespace: string): Promise<void> => {
  await unless([404], cluster.core.deleteNamespacedConfigMap({ name: mapName(id), namespace }))
}
