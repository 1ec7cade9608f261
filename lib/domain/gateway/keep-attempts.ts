import { pool } from '@/lib/db/pool'
import { log } from '@/lib/log'
import type { Admitted } from './admit'

/** One try at a server: `answered`, or the code of what went wrong. */
export type Attempt = { upstreamId: string; outcome: string; latencyMs: number }

/** How many a receipt tells, the last ones; the table takes no more. */
const mostKept = 10

/** Keeps the attempts of a request that took more than one, for its receipt. A failure to store must not fail the request. */
export async function keepAttempts({ requestId, caller, startedAt }: Admitted, attempts: readonly Attempt[]): Promise<void> {
  await pool().query({
    name: 'keep_attempts', text: 'INSERT INTO "RequestAttempts" ("id", "clientId", "attempts", "createdAt") VALUES ($1, $2, $3::jsonb, $4) ON CONFLICT DO NOTHING',
    values: [requestId, caller.clientId, JSON.stringify(attempts.slice(-mostKept)), startedAt],
  }).catch((error: unknown) => log.warn({ requestId, err: error }, 'the attempts were not stored'))
}
