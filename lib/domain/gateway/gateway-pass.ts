import { limitPassValues, type LimitPassRow } from '@/lib/providers/limits/postgres'
import type { LimitBatch } from '@/lib/providers/limits/types'
import { hotPool } from '@/lib/db/pool'
import type { Closing, HoldRow, HoldVerdict } from './hold'

const statement = {
  name: 'gateway_pass',
  text: `SELECT is_done, now_us, array_to_string(levels, ' ') AS levels, closed, verdicts FROM gateway_pass($1, $2, $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::bigint[],
    $11::gateway_closing[], $12::gateway_asking[])`,
}

/** What the database says of a batch; null: all were closed now, all were taken. Nothing at all was done where `is_done` is false. */
type Row = LimitPassRow & { is_done: boolean; closed: boolean[] | null; verdicts: HoldVerdict[] | null }

const harmless = /^[\w.:/-]+$/
const escapes: Record<string, string> = { '"': '\\"\\"', '\\': '\\\\\\\\' }
/** A text as a field of a row within an array, where both have their own escapes. */
const text = (value: string | null): string => (value === null ? '' : harmless.test(value) ? value : `\\"${value.replace(/["\\]/g, (one) => escapes[one] ?? one)}\\"`)
const flag = (value: boolean): string => (value ? 't' : 'f')

/** The fields of gateway_closing. */
const closingRow = ({ state, id, taken, record: r }: Closing): string =>
  `"(${text(id)},${state},${text(r.keyId)},${text(r.userId)},${text(r.modelId)},${text(r.modelSlug)},${text(r.upstreamId)},${text(r.modelPriceId)},${r.endpoint},${r.source},${flag(r.isStream)},${r.status},`
  + `${r.httpStatus},${text(r.errorCode)},${flag(r.isEstimated)},${r.inputTokens},${r.cachedTokens},${r.outputTokens},${text(r.currency)},${r.costPicos},${taken.allowanceTokens},${taken.walletPicos},`
  + `${taken.overagePicos},${r.latencyMs},${r.firstTokenMs ?? ''},${r.attempts},${r.createdAt.toISOString()})"`

/** The fields of gateway_asking. */
function askingRow(h: HoldRow): string {
  const { request: r } = h
  return `"(${text(h.id)},${text(h.clientId)},${text(h.usagePeriodId)},${text(h.walletId)},${h.allowanceTokens},${h.walletPicos},${h.overagePicos},${text(h.keyId)},${h.expiresAt.toISOString()},`
  + `${text(r.userId)},${r.source},${text(r.modelId)},${text(r.modelSlug)},${text(r.modelPriceId)},${r.endpoint},${flag(r.isStream)},${text(r.currency)},${r.createdAt.toISOString()})"`
}

/** Whether a batch can go this way: no hold counts against a key's spend caps, and none is closed twice in it. */
export const canPass = (closings: readonly Closing[], holds: readonly HoldRow[]): boolean =>
  holds.every(({ keyPicos }) => keyPicos === 0n) && new Set(closings.map(({ id }) => id)).size === closings.length

/** The common case of gateway_run in fewer and cheaper statements: limits in sums, holds closed and taken. */
export async function pass(limits: LimitBatch, closings: readonly Closing[], holds: readonly HoldRow[]): Promise<Row> {
  const values = [...limitPassValues(limits), `{${closings.map(closingRow).join(',')}}`, `{${holds.map(askingRow).join(',')}}`]
  const { rows: [row] } = await hotPool().query<Row>({ ...statement, values })
  if (!row) throw new Error('the books gave no answer')
  return row
}
