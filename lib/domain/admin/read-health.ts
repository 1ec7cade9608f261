import { pool } from '@/lib/db/pool'
import { env } from '@/lib/env'
import { targetOf } from '@/lib/providers/inference/target'
import { probeUpstream } from '@/lib/providers/inference/probe-upstream'

type Check = { ok: boolean; detail?: string; latencyMs: number }
export type Health = { status: 'ok' | 'degraded' | 'down'; checks: { database: Check; migrations: Check; engine: Check } }

/** Runs one check within two seconds; what went wrong is for the log, only its kind is told. */
async function check(work: () => Promise<string | undefined>): Promise<Check> {
  const started = performance.now()
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), 2_000)
  })
  const detail = await Promise.race([work().catch(() => 'unreachable'), limit])
  clearTimeout(timer)
  return { ok: detail === undefined, latencyMs: Math.round(performance.now() - started), ...(detail === undefined ? {} : { detail }) }
}

async function database(): Promise<undefined> {
  await pool().query('SELECT 1')
}

/** Every migration that was begun has ended, the job queue and the views are there. */
async function migrations(): Promise<string | undefined> {
  const { rows } = await pool().query<{ open: number; applied: number; views: number }>(`
    SELECT count(*) FILTER (WHERE finished_at IS NULL AND rolled_back_at IS NULL)::int AS open, count(*) FILTER (WHERE finished_at IS NOT NULL)::int AS applied,
      (SELECT count(*)::int FROM pg_views WHERE schemaname = 'public' AND viewname = 'v_jobs') AS views FROM _prisma_migrations`)
  const found = rows[0]
  return found && found.open === 0 && found.applied > 0 && found.views === 1 ? undefined : 'pending'
}

async function engine(): Promise<string | undefined> {
  if (!env().ENGINE_URL) return 'not_configured'
  const target = targetOf({ upstreamId: 'engine', baseUrl: '', isHouse: true, secretCiphertext: null, secretKeyId: null, timeoutMs: 2_000 })
  return (await probeUpstream(target)).reason ?? undefined
}

/** Whether this process can serve: `down` without a migrated database, `degraded` while the embedded engine does not answer. */
export async function readHealth(): Promise<Health> {
  const [databaseCheck, migrationsCheck, engineCheck] = await Promise.all([check(database), check(migrations), check(engine)])
  const isUp = databaseCheck.ok && migrationsCheck.ok
  return { status: isUp ? (engineCheck.ok ? 'ok' : 'degraded') : 'down', checks: { database: databaseCheck, migrations: migrationsCheck, engine: engineCheck } }
}
