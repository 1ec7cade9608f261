import { platformDb } from '@/lib/db/platform-db'
import { log } from '@/lib/log'

const beatEveryMs = 5_000
const recoverEveryMs = 10_000
const deadAfterSeconds = 30

const beat = (workerId: string, role: string) => platformDb.$executeRaw`
  INSERT INTO "WorkerHeartbeat" ("workerId", "role", "beatAt") VALUES (${workerId}, ${role}, now())
  ON CONFLICT ("workerId") DO UPDATE SET "beatAt" = now()`

/**
 * Frees the jobs of workers whose heart stopped, so that a living one takes them up. All times are the database's.
 * @returns the workers that were found dead
 */
export async function recoverJobs(): Promise<string[]> {
  const found = await platformDb.$queryRaw<{ worker: string }[]>`
    SELECT DISTINCT j.locked_by AS worker FROM graphile_worker.jobs j
    WHERE j.locked_at < now() - make_interval(secs => ${deadAfterSeconds}) AND NOT EXISTS (
      SELECT 1 FROM "WorkerHeartbeat" h WHERE h."workerId" = j.locked_by AND h."beatAt" > now() - make_interval(secs => ${deadAfterSeconds}))`
  const dead = found.map((row) => row.worker)
  if (dead.length > 0) {
    await platformDb.$executeRaw`SELECT graphile_worker.force_unlock_workers(${dead}::text[])::text`
    log.warn({ workers: dead }, 'took over the jobs of workers that ended')
  }
  return dead
}

/** Says that this worker lives, and looks after those that do not. Returns how to stop. */
export async function startHeart(workerId: string, role: string): Promise<() => Promise<void>> {
  await beat(workerId, role)
  const complain = (error: unknown) => log.error({ err: error }, 'heartbeat failed')
  const beating = setInterval(() => void beat(workerId, role).catch(complain), beatEveryMs)
  const recovering = setInterval(() => void recoverJobs().catch(complain), recoverEveryMs)
  return async () => {
    clearInterval(beating)
    clearInterval(recovering)
    await platformDb.$executeRaw`DELETE FROM "WorkerHeartbeat" WHERE "workerId" = ${workerId}`
  }
}
