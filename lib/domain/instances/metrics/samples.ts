import type { Db } from '@/lib/db/transaction'
import type { InstanceSampleView } from '../view'
import type { Span } from './range'

type Row = { at: Date; cpu: number; memory: string; storage: string | null; pids: number }

/** What an instance used, the mean of each bucket. */
export async function samplesOf(db: Db, clientId: string, instanceId: string, { from, to, bucketSeconds }: Span): Promise<InstanceSampleView[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT date_bin(make_interval(secs => ${bucketSeconds}), s."at", timestamptz 'epoch') AS at, round(avg(s."cpuMillis"))::int AS cpu, round(avg(s."memoryBytes"))::bigint::text AS memory,
      round(avg(s."storageBytes"))::bigint::text AS storage, round(avg(s."pids"))::int AS pids
    FROM "InstanceSample" s WHERE s."clientId" = ${clientId} AND s."instanceId" = ${instanceId} AND s."at" >= ${from} AND s."at" < ${to}
    GROUP BY 1 ORDER BY 1`
  return rows.map(({ at, cpu, memory, storage, pids }) => ({ at, cpuMillis: cpu, memoryBytes: Number(memory), storageBytes: storage === null ? null : Number(storage), pids }))
}
