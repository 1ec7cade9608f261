import { limitPassValues, type LimitPassRow } from '@/lib/providers/limits/postgres'
import type { LimitBatch } from '@/lib/providers/limits/types'
import { hotPool } from '@/lib/db/pool'
import { runHolds } from './gateway-run'
import type { Closing, HoldRow, HoldVerdict } from './hold'
import { StaleFacts } from './kept-facts'
import { dropHolds, keepHolds, ownHold } from './own-holds'
import { askingValues, closingValues, type HeldClosing } from './pass-values'

const statement = {
  name: 'gateway_pass',
  // Materialized, and asked for its value: the function is not called at all where the version is another one.
  text: `WITH known AS MATERIALIZED (SELECT $2::bigint AS lease WHERE $23::bigint IS NULL OR EXISTS (SELECT 1 FROM "GatewayVersion" WHERE "version" = $23))
    SELECT now_us, array_to_string(levels, ' ') AS levels, verdicts FROM known CROSS JOIN LATERAL gateway_pass($1, known.lease, $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
    $8::text[], $9::text[], $10::bigint[], $11::text[], $12::bigint[], $13::gateway_kind[], $14::gateway_sums[], $15::text[], $16::bigint[], $17::gateway_asking[], $18::jsonb[], $19, $20, $21, $22)`,
}

type Answer = LimitPassRow & { verdicts: HoldVerdict[] | null }
/**
 * What the database says of a batch; null: all were closed now, all were taken. Nothing at all was done where `is_done` is false; then
 * `is_full` says whether a limit was.
 */
type Row = Answer & { is_done: boolean; is_full: boolean; closed: boolean[] | null }

const nothingDone: Row = { is_done: false, is_full: false, now_us: null, levels: null, closed: null, verdicts: null }
const codeOf = (error: unknown): unknown => (error instanceof Error ? Reflect.get(error, 'code') : undefined)

/** Closings with their holds; null where one was not taken here, or is closed twice. */
function heldClosings(closings: readonly Closing[]): HeldClosing[] | null {
  const held: HeldClosing[] = []
  const seen = new Set<string>()
  for (const closing of closings) {
    const hold = ownHold(closing.id)
    if (!hold || seen.has(closing.id)) return null
    seen.add(closing.id)
    held.push({ hold, closing })
  }
  return held
}

/** Whether holds can go this way: none counts against a key's spend caps. */
export const canPass = (holds: readonly HoldRow[]): boolean => holds.every(({ keyPicos }) => keyPicos === 0n)

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

/** Where something is not as the pass needs it. With limits that is for the caller, who knows which hold they are for. */
async function goOn(limits: LimitBatch, closings: readonly Closing[], holds: readonly HoldRow[], version: number | null): Promise<Row> {
  if (limits.cells.length > 0) return nothingDone
  if (version !== null) throw new StaleFacts() // only a pass checks it
  return { ...nothingDone, is_done: true, ...await runHolds(closings, holds) }
}

/**
 * The common case of gateway_run in fewer and cheaper statements: limits in sums, holds closed and taken.
 * @throws StaleFacts where holds were planned by kept facts that are no longer true; then nothing at all was done
 */
export async function pass(limits: LimitBatch, closings: readonly Closing[], holds: readonly HoldRow[]): Promise<Row> {
  const version = versionOf(holds)
  const held = heldClosings(closings)
  if (!held) return goOn(limits, closings, holds, version)
  try {
    const { rows: [row] } = await hotPool().query<Answer>({ ...statement, values: [...limitPassValues(limits), ...closingValues(held), ...askingValues(holds), version] })
    if (!row) throw version === null ? new Error('the books gave no answer') : new StaleFacts()
    const { now_us, levels, verdicts } = row
    dropHolds(closings)
    keepHolds(verdicts === null ? holds : holds.filter((_hold, i) => verdicts[i] === 'taken'))
    return { is_done: true, is_full: false, now_us, levels, closed: null, verdicts }
  } catch (error) {
    if (limits.cells.length > 0 && codeOf(error) === 'GP001') return { ...nothingDone, is_full: true } // without limits nobody would look: null means that all was done
    if (codeOf(error) === 'GP002') return goOn(limits, closings, holds, version)
    throw error
  }
}
