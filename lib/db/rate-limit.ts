import { pool } from './pool'

/** At most `limit` units in `periodSeconds`, with a burst of one period's worth. `cost` units are asked for (1). */
export type RateRule = { key: string; limit: number; periodSeconds: number; cost?: number }

/** How a rule stands after the answer: units left now, seconds until it is whole again. */
export type RateState = { limit: number; remaining: number; resetSeconds: number }

export type RateVerdict =
  | { ok: true; states: RateState[] }
  /** `refusedBy` is the index of the rule that needs the longest wait. */
  | { ok: false; refusedBy: number; retryAfterSeconds: number; states: RateState[] }

type Row = { allowed: boolean; remaining: string; reset_us: string; retry_us: string }

const micros = (seconds: number): number => Math.round(seconds * 1_000_000)
const toSeconds = (microseconds: string): number => Number(microseconds) / 1_000_000

const columns = (rules: readonly RateRule[], amount: (rule: RateRule) => number) =>
  [rules.map((rule) => rule.key), rules.map((rule) => rule.limit), rules.map((rule) => micros(rule.periodSeconds)), rules.map(amount)]

/**
 * Charges every rule or none, in one round trip, exact across processes. Keys must differ from each other.
 * @throws when the database does not answer: the caller refuses the request, it never lets it through.
 */
export async function takeRateLimits(rules: readonly RateRule[]): Promise<RateVerdict> {
  const { rows } = await pool().query<Row>({
    name: 'rate_limit_take',
    text: 'SELECT allowed, remaining, reset_us, retry_us FROM rate_limit_take($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])',
    values: columns(rules, (rule) => rule.cost ?? 1),
  })
  const states = rows.map((row, i) => ({ limit: rules[i]?.limit ?? 0, remaining: Number(row.remaining), resetSeconds: toSeconds(row.reset_us) }))
  const waits = rows.map((row) => (row.allowed ? -1 : toSeconds(row.retry_us)))
  const longest = Math.max(...waits)
  if (longest < 0) return { ok: true, states }
  return { ok: false, refusedBy: waits.indexOf(longest), retryAfterSeconds: longest, states }
}

/** Gives units back to rules that were charged more than was used; `cost` is how many. */
export async function returnRateLimits(rules: readonly RateRule[]): Promise<void> {
  await pool().query({
    name: 'rate_limit_return',
    text: 'SELECT rate_limit_return($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])',
    values: columns(rules, (rule) => rule.cost ?? 0),
  })
}
