import { limitPassValues, type LimitPassRow } from '@/lib/providers/limits/postgres'
import type { LimitBatch } from '@/lib/providers/limits/types'
import { hotPool } from '@/lib/db/pool'
import { isoText } from '@/lib/kernel/iso-text'
import type { Closing, HeldRequest, HoldRow, HoldVerdict, UsageRecord } from './hold'
import { StaleFacts } from './kept-facts'

const statement = {
  name: 'gateway_pass',
  // Materialized, and asked for its value: the function is not called at all where the version is another one.
  text: `WITH known AS MATERIALIZED (SELECT $2::bigint AS lease WHERE $20::bigint IS NULL OR EXISTS (SELECT 1 FROM "GatewayVersion" WHERE "version" = $20))
    SELECT now_us, array_to_string(levels, ' ') AS levels, closed, verdicts FROM known CROSS JOIN LATERAL gateway_pass($1, known.lease, $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
    $8::text[], $9::text[], $10::bigint[], $11::text[], $12::gateway_closing[], $13::gateway_kind[], $14::gateway_asking[], $15::jsonb[], $16, $17, $18, $19)`,
}

/** What the database says of a batch; null: all were closed now, all were taken. Nothing at all was done where `is_done` is false. */
type Row = LimitPassRow & { is_done: boolean; closed: boolean[] | null; verdicts: HoldVerdict[] | null }

const nothingDone: Row = { is_done: false, now_us: null, levels: null, closed: null, verdicts: null }
const isFull = (error: unknown): boolean => error instanceof Error && Reflect.get(error, 'code') === 'GP001'

const harmless = /^[\w.:/-]+$/
const escapes: Record<string, string> = { '"': '\\"\\"', '\\': '\\\\\\\\' }
/** A text as a field of a row within an array, where both have their own escapes. */
const text = (value: string | null): string => (value === null ? '' : harmless.test(value) ? value : `\\"${value.replace(/["\\]/g, (one) => escapes[one] ?? one)}\\"`)
const written = new Map<string, string>()
/** The same for what comes again and again, as most ids do. */
function often(value: string | null): string {
  if (value === null) return ''
  const known = written.get(value)
  if (known !== undefined) return known
  if (written.size >= 1_000) written.clear()
  const made = text(value)
  written.set(value, made)
  return made
}
const flag = (value: boolean): string => (value ? 't' : 'f')
const array = (items: readonly string[]): string => `{${items.join(',')}}`

/** Numbers what many share from 1 on: each is sent once. */
class Distinct {
  readonly items: string[] = []
  private readonly known = new Map<string, number>()

  numberOf(key: string, itemOf: () => string): number {
    const known = this.known.get(key)
    if (known !== undefined) return known
    this.known.set(key, this.items.push(itemOf()))
    return this.items.length
  }
}

/** The fields of gateway_kind. */
const kindOf = (r: UsageRecord): string =>
  `${often(r.keyId)},${often(r.userId)},${often(r.modelId)},${often(r.modelSlug)},${often(r.upstreamId)},${often(r.modelPriceId)},${r.endpoint},${r.source},${flag(r.isStream)},${r.status},${r.httpStatus},`
  + `${often(r.errorCode)},${often(r.currency)}`

/** The fields of gateway_closing. */
function closingRow({ id, taken, record: r }: Closing, kinds: Distinct): string {
  const kind = kindOf(r)
  return `"(${text(id)},${kinds.numberOf(kind, () => `"(${kind})"`)},${flag(r.isEstimated)},${r.inputTokens},${r.cachedTokens},${r.outputTokens},${r.costPicos},${taken.allowanceTokens},`
    + `${taken.walletPicos},${taken.overagePicos},${r.latencyMs},${r.firstTokenMs ?? ''},${r.attempts},${isoText(r.createdAt)})"`
}

/** What a hold keeps of its request, as an item of an array; the time it came has a column of its own. */
function requestJson({ keyId, userId, modelId, modelSlug, modelPriceId, endpoint, source, isStream, currency }: HeldRequest): string {
  const json = JSON.stringify({ keyId, userId, modelId, modelSlug, modelPriceId, endpoint, source, isStream, currency })
  return `"${json.replace(/["\\]/g, '\\$&')}"`
}

/** The fields of gateway_asking. */
function askingRow(h: HoldRow, requests: Distinct): string {
  const { request: r } = h
  const key = `${often(r.keyId)},${often(r.userId)},${often(r.modelId)},${often(r.modelSlug)},${often(r.modelPriceId)},${r.endpoint},${r.source},${flag(r.isStream)},${often(r.currency)}`
  return `"(${text(h.id)},${often(h.clientId)},${often(h.usagePeriodId)},${often(h.walletId)},${h.allowanceTokens},${h.walletPicos},${h.overagePicos},${often(h.keyId)},${isoText(r.createdAt)},`
    + `${isoText(h.expiresAt)},${requests.numberOf(key, () => requestJson(r))})"`
}

/** Closings as two parameters of gateway_pass and their kinds as the third. */
function closingValues(closings: readonly Closing[]): unknown[] {
  const kinds = new Distinct()
  const rows = closings.map((one) => closingRow(one, kinds))
  return [array(closings.map(({ id }) => id)), array(rows), array(kinds.items)]
}

/** Holds as its last six: with them what they ask for together, and the one wallet that is asked, if it is one. */
function askingValues(holds: readonly HoldRow[]): unknown[] {
  const requests = new Distinct()
  const rows = holds.map((one) => askingRow(one, requests))
  const paid = holds.filter(({ walletPicos }) => walletPicos > 0n)
  const [first] = paid
  const isOne = first !== undefined && paid.every(({ walletId, clientId }) => walletId === first.walletId && clientId === first.clientId)
  return [
    array(rows), array(requests.items), isOne ? first.walletId : null, isOne ? first.clientId : null, paid.reduce((sum, { walletPicos }) => sum + walletPicos, 0n).toString(),
    holds.some(({ allowanceTokens, overagePicos }) => allowanceTokens > 0n || overagePicos > 0n),
  ]
}

/** Whether a batch can go this way: no hold counts against a key's spend caps, and none is closed twice in it. */
export const canPass = (closings: readonly Closing[], holds: readonly HoldRow[]): boolean =>
  holds.every(({ keyPicos }) => keyPicos === 0n) && new Set(closings.map(({ id }) => id)).size === closings.length

/** The one version of the kept facts among those of these holds. @throws StaleFacts where there are several: all but one are old */
function versionOf(holds: readonly HoldRow[]): number | null {
  let found: number | null = null
  for (const { version } of holds) {
    if (version === undefined || version === found) continue
    if (found !== null) throw new StaleFacts()
    found = version
  }
  return found
}

/**
 * The common case of gateway_run in fewer and cheaper statements: limits in sums, holds closed and taken.
 * @throws StaleFacts where holds were planned by kept facts that are no longer true; then nothing at all was done
 */
export async function pass(limits: LimitBatch, closings: readonly Closing[], holds: readonly HoldRow[]): Promise<Row> {
  const version = versionOf(holds)
  const values = [...limitPassValues(limits), ...closingValues(closings), ...askingValues(holds), version]
  try {
    const { rows: [row] } = await hotPool().query<Row>({ ...statement, values })
    if (!row) throw version === null ? new Error('the books gave no answer') : new StaleFacts()
    row.is_done = true
    return row
  } catch (error) {
    if (limits.cells.length > 0 && isFull(error)) return nothingDone // without limits nobody would look: null means that all was done
    throw error
  }
}
