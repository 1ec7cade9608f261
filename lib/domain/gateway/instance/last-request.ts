import { pool } from '@/lib/db/pool'
import { systemClock } from '@/lib/kernel/clock'
import { log } from '@/lib/log'
import { longestRequestMs } from '../longest-request'

/** Instances are told so often that somebody uses them: an instance that is used does not fall asleep. */
const everyMs = 5_000

const running = new Map<string, { instanceId: string; since: number }>()
const touched = new Set<string>()
let timer: NodeJS.Timeout | undefined

/** Those used since the last time, and those that still answer. */
function inUse(): string[] {
  const ids = new Set(touched)
  touched.clear()
  const longest = longestRequestMs()
  for (const [requestId, { instanceId, since }] of running) {
    // One whose end nobody heard of keeps nothing awake.
    if (performance.now() - since > longest) running.delete(requestId)
    else ids.add(instanceId)
  }
  return [...ids].sort()
}

async function write(): Promise<void> {
  const ids = inUse()
  if (ids.length === 0) return
  await pool().query({
    name: 'instances_used',
    text: `UPDATE "PrivateInstance" i SET "lastRequestAt" = $2 FROM (SELECT "id" FROM "PrivateInstance" WHERE "id" = ANY ($1) ORDER BY "id" FOR NO KEY UPDATE) l
            WHERE i."id" = l."id" AND (i."lastRequestAt" IS NULL OR i."lastRequestAt" < $2)`,
    values: [ids, systemClock.now()],
  }).catch((error: unknown) => log.warn({ err: error }, 'the use of instances was not noted'))
}

function schedule(): void {
  timer ??= setTimeout(() => {
    timer = undefined
    void write().finally(() => { if (running.size + touched.size > 0) schedule() })
  }, everyMs).unref()
}

/** A request for an instance begins. The first after a silence is written at once, the others together. */
export function noteRequest(requestId: string, instanceId: string): void {
  running.set(requestId, { instanceId, since: performance.now() })
  const isFirst = timer === undefined
  touched.add(instanceId)
  schedule()
  if (isFirst) void write()
}

/** It has ended, however. A request that went elsewhere is none of ours. */
export function noteRequestEnd(requestId: string): void {
  const ended = running.get(requestId)
  if (!ended) return
  running.delete(requestId)
  touched.add(ended.instanceId)
  schedule()
}
