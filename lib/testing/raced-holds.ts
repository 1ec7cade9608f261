import { pool } from '@/lib/db/pool'
import { newId } from '@/lib/kernel/id'
import type { Metered } from './metered-client'

export type RaceAsk = { walletPicos?: bigint; allowanceTokens?: bigint; overagePicos?: bigint; keyPicos?: bigint }

/** One row for hold_take_many, as the gateway sends it. */
export function holdRow(client: Metered, walletId: string, ask: RaceAsk): Record<string, unknown> {
  return {
    id: newId('req'), clientId: client.clientId, usagePeriodId: client.periodId, walletId, keyId: client.keyId, allowanceTokens: String(ask.allowanceTokens ?? 0n),
    walletPicos: String(ask.walletPicos ?? 0n), overagePicos: String(ask.overagePicos ?? 0n), keyPicos: String(ask.keyPicos ?? 0n),
    expiresAt: new Date(Date.now() + 60_000), request: { createdAt: new Date() },
  }
}

/** Takes holds straight from the database, past every queue of the process: `count` of them, `size` a statement, all at once. */
export async function raceHolds(client: Metered, walletId: string, count: number, size: number, ask: () => RaceAsk): Promise<{ verdicts: Map<string, number> }> {
  const verdicts = new Map<string, number>()
  const batches = Array.from({ length: Math.ceil(count / size) }, (_one, i) => Array.from({ length: Math.min(size, count - i * size) }, () => holdRow(client, walletId, ask())))
  await Promise.all(batches.map(async (batch) => {
    const { rows } = await pool().query<{ verdict: string }>('SELECT verdict FROM hold_take_many($1::jsonb) ORDER BY n', [JSON.stringify(batch)])
    for (const { verdict } of rows) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
  }))
  return { verdicts }
}
