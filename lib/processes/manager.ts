import { hostname } from 'node:os'
import { closePool } from '@/lib/db/pool'
import { startHeart } from '@/lib/jobs/heartbeat'
import { whileLeader } from '@/lib/jobs/leader'
import { runInstances } from '@/lib/jobs/run-instances'
import { watchEngine, watchUpstreams } from '@/lib/jobs/watch-engine'
import { log } from '@/lib/log'
import { requireEnv } from '@/lib/require-env'

/** The process that keeps the model servers in view and runs private instances. Several may run; one leads, the others take over when it ends. */
async function main(): Promise<void> {
  requireEnv()
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort())
  const stopHeart = await startHeart(`manager-${hostname()}-${process.pid}`, 'manager')
  log.info({ pid: process.pid }, 'manager started')
  await whileLeader('manager', stop.signal, async (signal) => void (await Promise.all([watchEngine(signal), watchUpstreams(signal), runInstances(signal)])))
  await stopHeart()
  await closePool()
}

function fail(error: unknown): void {
  log.fatal({ err: error }, 'manager failed')
  process.exit(1)
}

await main().then(() => process.exit(0), fail)
