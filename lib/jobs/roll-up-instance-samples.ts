import type { Task } from 'graphile-worker'
import { platformDb } from '@/lib/db/platform-db'

/**
 * What instances used, a day old: one sample for each five minutes in place of those of each ten seconds; after 90 days none. One statement
 * takes away and writes, so that no minute is counted twice or lost.
 */
export const rollUpInstanceSamples: Task = async () => {
  await platformDb.$executeRaw`
    WITH gone AS (
      DELETE FROM "InstanceSample" WHERE NOT "isRollup" AND "at" < date_bin('5 minutes', now() - interval '24 hours', 'epoch'::timestamptz) RETURNING *
    )
    INSERT INTO "InstanceSample" ("instanceId", "at", "clientId", "isRollup", "cpuMillis", "memoryBytes", "storageBytes", "pids")
    SELECT "instanceId", date_bin('5 minutes', "at", 'epoch'::timestamptz), "clientId", true, round(avg("cpuMillis")), round(avg("memoryBytes")), max("storageBytes"), max("pids")
    FROM gone GROUP BY 1, 2, 3
    ON CONFLICT ("instanceId", "at") DO UPDATE SET "isRollup" = true`
  await platformDb.$executeRaw`DELETE FROM "InstanceSample" WHERE "at" < now() - interval '90 days'`
}
