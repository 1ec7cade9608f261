import type { Db } from '@/lib/db/transaction'
import { plus, seconds } from '@/lib/kernel/clock'
import { DomainError, notFound } from '@/lib/kernel/error'
import { platformCommand, platformQuery } from '../platform/command'
import { NoInput, RetryJobInput } from './schema'
import type { JobsView } from './view'

/** A worker that has not been heard of for this long counts as gone. */
const beatLifeMs = seconds(30)
const shownDead = 50

const readQueues = (db: Db, now: Date) => db.$queryRaw<JobsView['queues']>`
  SELECT "task", count(*) FILTER (WHERE run_at <= ${now} AND locked_at IS NULL AND attempts < max_attempts)::int AS ready,
    count(*) FILTER (WHERE run_at > ${now} AND attempts < max_attempts)::int AS scheduled, count(*) FILTER (WHERE locked_at IS NOT NULL)::int AS running,
    count(*) FILTER (WHERE attempts > 0 AND last_error IS NOT NULL AND attempts < max_attempts)::int AS failing,
    min(run_at) FILTER (WHERE run_at <= ${now} AND locked_at IS NULL AND attempts < max_attempts) AS "oldestAt"
  FROM v_jobs GROUP BY "task" ORDER BY "task"`

type Dead = JobsView['dead'][number]

async function readDead(db: Db): Promise<Dead[]> {
  const [jobs, messages] = await Promise.all([
    db.$queryRaw<Dead[]>`
      SELECT "id"::text, 'job' AS kind, "task" AS name, attempts::int, last_error AS error, run_at AS at FROM v_jobs
      WHERE attempts >= max_attempts AND locked_at IS NULL ORDER BY run_at DESC LIMIT ${shownDead}`,
    db.outboxMessage.findMany({
      where: { deadAt: { not: null }, processedAt: null }, orderBy: { id: 'desc' }, take: shownDead,
      select: { id: true, topic: true, attempts: true, lastError: true, deadAt: true, createdAt: true },
    }),
  ])
  const deadMessages = messages.map(({ id, topic, attempts, lastError, deadAt, createdAt }): Dead =>
    ({ id, kind: 'message', name: topic, attempts, error: lastError, at: deadAt ?? createdAt }))
  return [...deadMessages, ...jobs].sort((a, b) => b.at.getTime() - a.at.getTime())
}

/** What the workers have before them, what they gave up on, and whether they live. */
export const listJobs = platformQuery('admin.listJobs', NoInput, async ({ db, clock }): Promise<JobsView> => {
  const now = clock.now()
  const waiting = { processedAt: null, deadAt: null }
  const [queues, dead, backlog, workers] = await Promise.all([
    readQueues(db, now), readDead(db),
    db.outboxMessage.aggregate({ where: waiting, _count: true, _min: { createdAt: true } }),
    db.workerHeartbeat.findMany({ orderBy: { beatAt: 'desc' }, take: 20, select: { workerId: true, role: true, beatAt: true } }),
  ])
  return {
    queues, dead,
    outbox: { waiting: backlog._count, oldestAt: backlog._min.createdAt },
    workers: workers.map((worker) => ({ ...worker, isAlive: worker.beatAt >= plus(now, -beatLifeMs) })),
  }
})

async function retryMessage(db: Db, id: string): Promise<void> {
  const { count } = await db.outboxMessage.updateMany({ where: { id, deadAt: { not: null }, processedAt: null }, data: { deadAt: null, attempts: 0 } })
  if (count === 0) throw (await db.outboxMessage.count({ where: { id } })) === 0 ? notFound('message') : new DomainError('invalid_state')
  await db.$executeRaw`SELECT graphile_worker.add_job('deliver_outbox', json_build_object('id', ${id}::text), max_attempts := 12, job_key := ${id})`
}

async function retryNumbered(db: Db, id: string, now: Date): Promise<void> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM graphile_worker.reschedule_jobs(ARRAY[${id}::bigint], run_at := ${now}, attempts := 0)`
  if (rows.length === 0) throw notFound('job')
}

/** Gives a job or message that was given up its tries back, from now on. @throws DomainError not_found, invalid_state */
export const retryJob = platformCommand('admin.retryJob', RetryJobInput, async (ctx, { id }) => {
  if (/^out_/.test(id)) await retryMessage(ctx.db, id)
  else if (/^\d{1,18}$/.test(id)) await retryNumbered(ctx.db, id, ctx.clock.now())
  else throw notFound('job')
  await ctx.record(id)
  return { id }
})
