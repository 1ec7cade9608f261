import { pool } from '@/lib/db/pool'
import type { UtcWindow } from '@/lib/kernel/utc-window'
import { capOf } from '../key-row'

const columns: Record<UtcWindow, string> = { day: 'spendCapDayMicros', week: 'spendCapWeekMicros', month: 'spendCapMonthMicros' }

/** A key's spend cap of one window as decimal text, for the sentence that says it is reached; '?' when it was taken away meanwhile. */
export async function readSpendCap(clientId: string, keyId: string, window: UtcWindow): Promise<string> {
  const { rows } = await pool().query<{ micros: string | null }>(`SELECT "${columns[window]}"::text AS micros FROM "APIKey" WHERE "id" = $1 AND "clientId" = $2`, [keyId, clientId])
  const micros = rows[0]?.micros ?? null
  return capOf(micros === null ? null : BigInt(micros)) ?? '?'
}
