/**
 * A limit that a request falls under. `key` names what it is counted for; keys of one request differ from each other.
 * - `rate`: `limit` units a `periodSeconds`, with a burst of one period's worth: any interval t admits at most limit × (1 + t / period).
 *   `isReserved`: the cost is a guess from above; what was not used goes back.
 * - `window`: `limit` units in each UTC hour or day.
 * - `slots`: `limit` requests at the same time.
 */
export type LimitRule = { key: string; limit: number; cost: number } & ({ kind: 'rate'; periodSeconds: number; isReserved?: boolean } | { kind: 'window'; periodSeconds: 3_600 | 86_400 } | { kind: 'slots' })

/** How a rule stands after the answer: units left now, seconds until it is whole again, seconds until what was asked for would fit. */
export type LimitState = { limit: number; remaining: number; resetSeconds: number; retrySeconds: number }

/** One group's answer; all of its rules were charged, or none. `refusedBy` is the index of the rule that needs the longest wait. */
export type LimitVerdict = { states: LimitState[] } & ({ ok: true } | { ok: false; refusedBy: number })

/**
 * The cells of one batch: what each counts, how large it is, what goes back into it and (`returnedFrom`) from whose slots, or from the
 * window that began then, in microseconds: into another window nothing goes back.
 */
export type Cell = { key: string; kind: LimitRule['kind']; size: number; periodMicros: number; returned: number; returnedFrom: string }

/** One round trip's worth of work: everything goes back first, then each group takes whole or not at all, in order. */
export type LimitBatch = {
  /** Whose slots are taken. */
  holder: string
  leaseMs: number
  /** Distinct, sorted by key. */
  cells: Cell[]
  /** Slots to renew, as pairs of cell and holder. */
  renewed: { key: string; holder: string }[]
  /** Each rule of each group: its cell's index and how many units. */
  groups: { cell: number; cost: number }[][]
}

/** What a store answers for each rule in the order of the groups: whether it had room, and its cell's level after its group. */
export type BatchAnswer = { nowMicros: number; fits: boolean[]; levels: number[] }

/** Where limits are counted, exactly and across processes. Rejects when it cannot: then nobody is let through. */
export type LimitStore = { name: 'postgres' | 'redis'; run: (batch: LimitBatch) => Promise<BatchAnswer>; close: () => Promise<void> }
