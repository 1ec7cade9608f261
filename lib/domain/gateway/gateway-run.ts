import { hotPool } from '@/lib/db/pool'
import { limitValues, type LimitRow } from '@/lib/providers/limits/postgres'
import type { LimitBatch } from '@/lib/providers/limits/types'
import type { Funding } from './funding'
import type { Closing, HoldRow, HoldVerdict, UsageRecord } from './hold'
import { dropHolds, keepHolds } from './own-holds'

/** null: all were closed now, all were taken. */
export type HoldsRow = { closed: boolean[] | null; verdicts: HoldVerdict[] | null }

// Written out, here and wherever every request makes one: a spread object of this size costs many times as much. Whole numbers beyond
// what JSON's readers keep travel as text.
function holdJson({ id, clientId, usagePeriodId, walletId, keyId, request, expiresAt, allowanceTokens, walletPicos, overagePicos, keyPicos }: HoldRow): Record<Exclude<keyof HoldRow, 'version'>, unknown> {
  return {
    id, clientId, usagePeriodId, walletId, keyId, request, expiresAt, allowanceTokens: String(allowanceTokens), walletPicos: String(walletPicos), overagePicos: String(overagePicos),
    keyPicos: String(keyPicos),
  }
}

function closingJson({ id, taken, record }: Closing): { event: Record<'id' | keyof Funding | keyof UsageRecord, unknown> } {
  const { keyId, userId, modelId, modelSlug, upstreamId, modelPriceId, endpoint, source, isStream, status, httpStatus, errorCode, isEstimated, inputTokens, cachedTokens, outputTokens } = record
  const { currency, costPicos, latencyMs, firstTokenMs, attempts, createdAt } = record
  const event = {
    id, keyId, userId, modelId, modelSlug, upstreamId, modelPriceId, endpoint, source, isStream, status, httpStatus, errorCode, isEstimated, inputTokens, cachedTokens, outputTokens, currency,
    costPicos: String(costPicos), allowanceTokens: String(taken.allowanceTokens), walletPicos: String(taken.walletPicos), overagePicos: String(taken.overagePicos), latencyMs, firstTokenMs, attempts, createdAt,
  }
  return { event }
}

const onlyHolds = { name: 'hold_run', text: 'SELECT closed, verdicts FROM hold_run($1::jsonb, $2::jsonb)' }
const withLimits = {
  name: 'gateway_run',
  text: `SELECT now_us, fits, levels, closed, verdicts FROM gateway_run($1, $2, $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::int[], $11::bigint[], $12::int[],
    $13::jsonb, $14::jsonb, $15::int[])`,
}

async function first<Row extends object>(statement: { name: string; text: string }, values: unknown[]): Promise<Row> {
  const { rows: [row] } = await hotPool().query<Row>({ ...statement, values })
  if (!row) throw new Error('the books gave no answer')
  return row
}

const closingsJson = (closings: readonly Closing[]): string => JSON.stringify(closings.map(closingJson))
const holdsJson = (holds: readonly HoldRow[]): string => JSON.stringify(holds.map(holdJson))

/** The holds that were taken: there are verdicts of those alone that their limits let in. */
function taken(holds: readonly HoldRow[], verdicts: readonly HoldVerdict[] | null): HoldRow[] {
  return holds.filter((_hold, i) => verdicts === null || verdicts[i] === 'taken')
}

/** The holds whose group of limits, if they depend on one, has room. */
function letIn(limits: LimitBatch, fits: readonly boolean[] | null, holds: readonly HoldRow[], groups: readonly number[]): HoldRow[] {
  let at = 0
  const isIn = limits.groups.map((rules) => rules.map(() => fits?.[at++]).every(Boolean))
  return holds.filter((_hold, i) => groups[i] === 0 || isIn[(groups[i] ?? 0) - 1])
}

/** Closes holds and takes others, whatever there is room for. */
export async function runHolds(closings: readonly Closing[], holds: readonly HoldRow[]): Promise<HoldsRow> {
  const row = await first<HoldsRow>(onlyHolds, [closingsJson(closings), holdsJson(holds)])
  dropHolds(closings)
  keepHolds(taken(holds, row.verdicts))
  return row
}

/** The same after their limits, group by group: `groups` says which group of limits each hold depends on, 0: none. */
export async function runAll(limits: LimitBatch, closings: readonly Closing[], holds: readonly HoldRow[], groups: readonly number[]): Promise<HoldsRow & LimitRow> {
  const row = await first<HoldsRow & LimitRow>(withLimits, [...limitValues(limits), closingsJson(closings), holdsJson(holds), groups])
  dropHolds(closings)
  keepHolds(taken(letIn(limits, row.fits, holds, groups), row.verdicts))
  return row
}
