import { log } from '@/lib/log'
import { pool } from './pool'

/** Why something is cut off: it keeps failing, refuses our secret or account, or asked to be left alone. */
export type BreakerReason = 'failing' | 'unauthorized' | 'busy'
/** `closed` = use it, `open` = leave it alone, `half_open` = one request at a time may try. */
export type BreakerState = 'closed' | 'open' | 'half_open'

/** So many failures in a row, counted over all processes, cut something off. */
export const failuresToOpen = 5
/** Of those that a request may be to blame for, one client's count so many times: no client alone cuts anything off for the others. */
export const mostOfOneClient = 3
/** Whatever refuses our secret is asked again this often, should somebody have mended it over there. */
const unauthorizedSeconds = 60
/** Between two probes of what may have healed. */
const probeEverySeconds = 2
/** What other processes found out is known here after this long. */
const freshMs = 1_000

export type BreakerOptions = {
  /** Where the standings lie, and its columns that say whose each is (its id: their values with a `/` between). Names of ours, never input. */
  table: 'UpstreamBreaker' | 'UpstreamClientBreaker' | 'PaymentBreaker'
  keys: readonly ['upstreamId'] | readonly ['provider'] | readonly ['upstreamId', 'clientId']
  /** Whether it knows whose requests failed. */
  knowsOrigins?: boolean
  /** The first time it is left alone this long, then twice as long each time. */
  firstOpenSeconds: number
  longestOpenSeconds: number
}

type Standing = { isOpened: boolean; openUntilMs: number }
type Row = { id: string; seconds: number | null }
const standingOf = ({ seconds }: Row): Standing => ({ isOpened: seconds !== null, openUntilMs: performance.now() + Number(seconds ?? 0) * 1000 })

/** Cuts off what keeps failing, for all processes at once. It costs a read a second, and a write only when something fails or heals. */
export class SharedBreaker {
  private standings = new Map<string, Standing>()
  private readAtMs = -Infinity
  private reading: Promise<void> | undefined

  constructor(private readonly options: BreakerOptions) {}

  private named(name: string): string {
    return `${name}_${this.options.table}`
  }

  /** Reads how all stand. What cannot be read keeps its last known standing. */
  async refresh(): Promise<void> {
    const { table, keys } = this.options
    this.reading ??= pool().query<Row>({ name: this.named('breakers'), text: `SELECT ${idOf(keys)} AS id, extract(epoch FROM "openUntil" - clock_timestamp())::float8 AS seconds FROM "${table}"` })
      .then(({ rows }) => { this.standings = new Map(rows.map((row) => [row.id, standingOf(row)])) })
      .catch((error: unknown) => log.warn({ err: error }, 'the breakers could not be read'))
      .finally(() => { [this.reading, this.readAtMs] = [undefined, performance.now()] })
    return this.reading
  }

  /** How these stand, at most a second old. */
  async states(ids: readonly string[]): Promise<BreakerState[]> {
    if (!this.isFresh()) await this.refresh()
    return this.knownStates(ids)
  }

  /** Whether what is known of them is not older than a second. */
  isFresh(): boolean {
    return performance.now() - this.readAtMs <= freshMs
  }

  /** How these stood when they were read last. */
  knownStates(ids: readonly string[]): BreakerState[] {
    const now = performance.now()
    return ids.map((id) => {
      const standing = this.standings.get(id)
      if (!standing?.isOpened) return 'closed'
      return standing.openUntilMs > now ? 'open' : 'half_open'
    })
  }

  /** Whether nothing at all is held against anybody, as far as is known. */
  get isClear(): boolean {
    return this.standings.size === 0
  }

  /** Seconds until the first of these may be tried again. */
  secondsUntilProbe(ids: readonly string[]): number {
    return Math.max(1, Math.min(...ids.map((id) => ((this.standings.get(id)?.openUntilMs ?? 0) - performance.now()) / 1000)))
  }

  /** Claims the next probe of what may have healed; of all processes one gets it. */
  async claimProbe(id: string): Promise<boolean> {
    const { table, keys } = this.options
    const { rowCount } = await pool().query({
      name: this.named('breaker_probe'),
      text: `UPDATE "${table}" SET "probeUntil" = clock_timestamp() + $2 * interval '1 second'
              WHERE ${isIt(keys)} AND "openUntil" <= clock_timestamp() AND ("probeUntil" IS NULL OR "probeUntil" <= clock_timestamp())`,
      values: [id, probeEverySeconds],
    })
    return rowCount === 1
  }

  /**
   * Takes note of a failure. Enough of them in a row, one of a probe, a refused secret or a wish to be left alone cut it off, each time
   * for longer.
   * @param retryAfterSeconds how long it asked to be left alone
   * @param origin the client whose request it was, where the request itself may be to blame
   */
  async noteFailure(id: string, reason: BreakerReason, retryAfterSeconds: number | null = null, origin: string | null = null): Promise<void> {
    if (reason === 'busy' && retryAfterSeconds === null) return // busy without a time: the next one is asked, this one is not cut off
    const { table, firstOpenSeconds, longestOpenSeconds, knowsOrigins } = this.options
    const seconds = reason === 'unauthorized' ? unauthorizedSeconds : reason === 'busy' ? Math.min(Math.max(retryAfterSeconds ?? 0, 1), longestOpenSeconds) : null
    const values = [id, reason, seconds, failuresToOpen, firstOpenSeconds, longestOpenSeconds, ...(knowsOrigins ? [origin] : [])]
    await pool().query<Row>({ name: this.named('breaker_failed'), text: failText(this.options), values })
      .then(({ rows: [row] }) => {
        if (!row) return
        this.standings.set(id, standingOf(row))
        if (row.seconds !== null && row.seconds > 0) log.warn({ table, id, reason, seconds: Math.round(row.seconds) }, 'cut off')
      })
      .catch((error: unknown) => log.warn({ table, id, err: error }, 'a failure could not be noted'))
  }

  /** Takes note that it begins to answer: what was cut off is used again; what else it did waits for the answer's end. */
  noteAnswering(id: string): Promise<void> | undefined {
    return this.standings.get(id)?.isOpened ? this.noteSuccess(id) : undefined
  }

  /** Takes note that it answered to the end: costs nothing, and is done at once, unless it was known to fail. */
  noteSuccess(id: string): Promise<void> | undefined {
    const { table } = this.options
    const known = this.standings.get(id)
    if (!known) return undefined
    this.standings.delete(id)
    if (known.isOpened) log.info({ table, id }, 'works again')
    return this.forgive(id).catch((error: unknown) => log.warn({ table, id, err: error }, 'a success could not be noted'))
  }

  /** A health check went well: what was cut off for failing or for its secret is used again. What it did before is not forgotten. */
  async noteHealthy(id: string): Promise<void> {
    const { table, keys, knowsOrigins } = this.options
    await pool().query({
      name: this.named('breaker_healthy'),
      text: `UPDATE "${table}" SET "openUntil" = NULL, "reason" = NULL, "probeUntil" = NULL, "failures" = 0${knowsOrigins ? `, "origins" = '{}'` : ''} WHERE ${isIt(keys)} AND "reason" <> 'busy'`,
      values: [id],
    })
  }

  /** Forgets what was held against it: it works, or staff changed it. */
  async forgive(id: string): Promise<void> {
    const { table, keys } = this.options
    await pool().query({ name: this.named('breaker_forgive'), text: `DELETE FROM "${table}" WHERE ${isIt(keys)}`, values: [id] })
    this.standings.delete(id)
  }
}

type Keys = BreakerOptions['keys']
const partsOf = (keys: Keys): string[] => keys.map((_key, i) => (keys.length === 1 ? '$1' : `split_part($1, '/', ${i + 1})`))
const idOf = (keys: Keys): string => keys.map((key) => `"${key}"`).join(` || '/' || `)
const isIt = (keys: Keys): string => partsOf(keys).map((part, i) => `"${keys[i]}" = ${part}`).join(' AND ')
/** Origins are kept for as long as they can matter. */
const mostOrigins = 30

function failText({ table, keys, knowsOrigins }: BreakerOptions): string {
  const names = keys.map((key) => `"${key}"`).join(', ')
  const counts = knowsOrigins ? `($7::text IS NULL OR cardinality(array_positions(b."origins", $7)) < ${mostOfOneClient})` : 'true'
  const opens = `($3::float8 IS NOT NULL OR (${counts} AND (b."failures" + 1 >= $4 OR b."openUntil" IS NOT NULL)))`
  const noted = `, "origins" = CASE WHEN $7 IS NOT NULL AND ${counts} AND cardinality(b."origins") < ${mostOrigins} THEN array_append(b."origins", $7) ELSE b."origins" END`
  return `
  INSERT INTO "${table}" AS b (${names}, "failures", "openings", "openUntil", "reason", "updatedAt"${knowsOrigins ? ', "origins"' : ''})
  VALUES (${partsOf(keys).join(', ')}, 1, ($3::float8 IS NOT NULL)::int, clock_timestamp() + $3::float8 * interval '1 second', CASE WHEN $3::float8 IS NOT NULL THEN $2 END, clock_timestamp()${knowsOrigins ? `, array_remove(ARRAY[$7::text], NULL)` : ''})
  ON CONFLICT (${names}) DO UPDATE SET "failures" = b."failures" + ${counts}::int, "openings" = b."openings" + ${opens}::int, "updatedAt" = clock_timestamp(), "probeUntil" = NULL${knowsOrigins ? noted : ''},
    "openUntil" = CASE WHEN ${opens} THEN clock_timestamp() + coalesce($3::float8, least($5 * 2 ^ least(b."openings", 10), $6)) * interval '1 second' ELSE b."openUntil" END,
    "reason" = CASE WHEN ${opens} THEN $2 ELSE b."reason" END
  WHERE b."openUntil" IS NULL OR b."openUntil" <= clock_timestamp()
  RETURNING ${idOf(keys)} AS id, extract(epoch FROM "openUntil" - clock_timestamp())::float8 AS seconds`
}
