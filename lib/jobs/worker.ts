import { EventEmitter } from 'node:events'
import { Logger, run, type WorkerEvents } from 'graphile-worker'
import { pool } from '@/lib/db/pool'
import { log } from '@/lib/log'
import { cronItems } from './crontab'
import { startHeart } from './heartbeat'
import { tasks } from './tasks'

const concurrency = 4
const pollIntervalMs = 1_000

/** graphile's own lines at our levels; its chatter about each job is for debugging. */
const logger = new Logger(() => (level, message) => {
  if (level === 'error') log.error({ from: 'jobs' }, message)
  else if (level === 'warning') log.warn({ from: 'jobs' }, message)
  else log.debug({ from: 'jobs' }, message)
})

/** Starts taking jobs. Returns how to stop: jobs in hand are finished first. */
export async function startWorker(): Promise<() => Promise<void>> {
  const events = new EventEmitter() as WorkerEvents
  const stops: (() => Promise<void>)[] = []
  events.on('pool:create', ({ workerPool }) => {
    startHeart(workerPool.id, 'worker').then((stop) => stops.push(stop), (error: unknown) => log.error({ err: error }, 'heartbeat failed'))
  })
  const runner = await run({
    pgPool: pool(), concurrency, pollInterval: pollIntervalMs, noHandleSignals: true, taskList: tasks, parsedCronItems: cronItems(), events, logger,
  })
  runner.promise.catch((error: unknown) => log.error({ err: error }, 'the job runner ended'))
  return async () => {
    await runner.stop()
    for (const stop of stops) await stop()
  }
}
