import { allOf, cellOf, charge, count, fewRequests, hasRoom, hasUnits, isFresh, isSame, isServing, isWorthIt, keepOfWindow, leftOf, roll, spare, wantOf, type Cell } from './ahead-cell'
import type { Return } from './returns'
import { aheadMs, periodMicros } from './states'
import type { LimitRule } from './types'

/** What is asked for ahead, as one more group of a batch. */
export type Wanted = { rules: LimitRule[]; cells: Cell[] }
/** The store's answer to it. `sentMs`: when the batch was made, before it was sent. */
export type WantedAnswer = { fits: boolean[]; levels: number[]; nowMicros: number; sentMs: number }

const mostCells = 10_000

/**
 * Units of large limits that this process has taken from the store and not handed out yet, so that few requests need a trip to it.
 * Whatever is handed out here was counted there before, at most `aheadMs` ago: units of a minute that are older are lost, units of an
 * hour or a day go back into it, and slots go from the request that ended to the next one. Nothing is handed out by figures that are older.
 */
export class Allotments {
  private readonly cells = new Map<string, Cell>()
  /** Those that many requests ask for. */
  private readonly busy = new Set<Cell>()
  /** The cells of requests that come with the same rules, by the first of them. */
  private readonly groups = new WeakMap<LimitRule, Cell[]>()

  get isEmpty(): boolean { return this.cells.size === 0 }

  /** Charges all rules here, or none: then the store is to be asked. @returns each rule's level after it, and the store's time */
  take(rules: readonly LimitRule[], nowMs: number): { levels: number[]; nowMicros: number } | undefined {
    for (const rule of rules) if (!isWorthIt(rule)) return undefined
    const cells = this.cellsFor(rules, nowMs)
    this.note(cells, rules, nowMs)
    for (let i = 0; i < cells.length; i++) if (!hasUnits(cells[i], rules[i], nowMs)) return undefined
    const levels: number[] = []
    let nowMicros = Infinity // the earliest of what it may be: every answer's window has begun before, and none has ended
    for (let i = 0; i < cells.length; i++) {
      const [cell, rule] = [cells[i], rules[i]]
      if (!cell || !rule) continue
      charge(cell, rule.cost)
      const passed = Math.floor((nowMs - cell.sentMs) * 1_000)
      nowMicros = Math.min(nowMicros, cell.nowMicros + passed)
      levels.push(rule.kind === 'rate' ? Math.max(0, cell.level - cell.size * passed) : cell.level)
    }
    return { levels, nowMicros }
  }

  /** What a batch that goes to the store anyway should bring along: units where there will soon be none, else only how things stand. */
  wants(nowMs: number): Wanted | undefined {
    const wanted: Wanted = { rules: [], cells: [] }
    for (const cell of this.busy) {
      roll(cell, nowMs)
      if (cell.isAsked || cell.lastRequests < fewRequests) continue
      const [want, left] = [wantOf(cell), leftOf(cell, nowMs)]
      if (isFresh(cell, nowMs + aheadMs / 2) && left * 2 >= want) continue
      cell.isAsked = true
      wanted.cells.push(cell)
      wanted.rules.push({ ...cell.rule, cost: Math.max(0, want - left) })
    }
    return wanted.rules.length > 0 ? wanted : undefined
  }

  /** @returns what goes back at once: it was asked for a limit that has changed since */
  answered({ rules, cells }: Wanted, { fits, levels, nowMicros, sentMs }: WantedAnswer): Return[] {
    const isTaken = fits.every(Boolean)
    return cells.flatMap((cell, i) => {
      const [amount, level, period] = [isTaken ? rules[i]?.cost ?? 0 : 0, levels[i] ?? 0, periodMicros(cell.rule)]
      const isWindow = cell.rule.kind === 'window'
      const from = isWindow ? String(nowMicros - (nowMicros % period)) : cell.from
      cell.isAsked = false
      if (cell.isGone) return isWindow && amount > 0 ? [{ rule: cell.rule, from, amount }] : []
      if (isWindow) keepOfWindow(cell, from, { left: amount, untilMs: sentMs + (period - (nowMicros % period)) / 1_000 })
      else if (amount > 0) cell.portions.push({ left: amount, untilMs: sentMs + aheadMs })
      count(cell)
      cell.isRoomy = hasRoom(cell.rule, level)
      cell.level = Math.max(0, level - cell.left * cell.weight)
      cell.nowMicros = nowMicros
      cell.sentMs = sentMs
      return []
    })
  }

  /** The store did not answer. */
  unanswered({ cells }: Wanted): void {
    for (const cell of cells) cell.isAsked = false
  }

  /** Keeps slots of a request that ended for the next one. @returns false where they are to go back */
  keepSlots(rule: LimitRule, holder: string, nowMs: number): boolean {
    if (rule.kind !== 'slots') return false
    const cell = this.cells.get(rule.key)
    const portion = cell?.portions[0]
    if (!cell || !portion || cell.from !== holder || !isSame(cell.rule, rule) || !isServing(cell, nowMs)) return false
    portion.left += rule.cost
    cell.left += rule.cost
    cell.level = Math.max(0, cell.level - rule.cost)
    return true
  }

  /** Slots of this holder count until then whatever happens: they were taken, or renewed. */
  keptAlive(key: string, holder: string, untilMs: number): void {
    const cell = this.cells.get(key)
    if (cell?.rule.kind !== 'slots') return
    cell.portions = [{ left: cell.from === holder ? cell.portions[0]?.left ?? 0 : 0, untilMs }]
    cell.from = holder
    count(cell)
  }

  /** Slots that are kept here and must not expire. */
  slotsKept(): { key: string; holder: string }[] {
    return [...this.cells.values()].flatMap(({ rule, from, portions }) => (rule.kind === 'slots' && (portions[0]?.left ?? 0) > 0 ? [{ key: rule.key, holder: from }] : []))
  }

  /** To be called every span. @returns what is not needed and goes back */
  tidy(nowMs: number): Return[] {
    return [...this.cells.values()].flatMap((cell) => {
      roll(cell, nowMs)
      const isIdle = cell.requests + cell.lastRequests === 0
      if (Math.max(cell.requests, cell.lastRequests) < fewRequests) this.busy.delete(cell)
      if (isIdle && !cell.isAsked) this.drop(cell)
      return cell.isRoomy && !isIdle ? spare(cell) : allOf(cell, nowMs)
    })
  }

  /** Nothing is handed out any more of what was taken until now. @returns what goes back */
  clear(nowMs: number): Return[] {
    return [...this.cells.values()].flatMap((cell) => {
      this.drop(cell)
      return allOf(cell, nowMs)
    })
  }

  private drop(cell: Cell): void {
    cell.isGone = true
    this.busy.delete(cell)
    this.cells.delete(cell.rule.key)
  }

  /** Counts a request, and its units where none of its limits keeps it from being served here. */
  private note(cells: readonly Cell[], rules: readonly LimitRule[], nowMs: number): void {
    let mayServe = true
    for (const cell of cells) {
      roll(cell, nowMs)
      cell.requests += 1
      if (cell.requests === fewRequests) this.busy.add(cell)
      mayServe &&= cell.isRoomy
    }
    if (!mayServe) return
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]
      if (cell) cell.units += rules[i]?.cost ?? 0
    }
  }

  private cellsFor(rules: readonly LimitRule[], nowMs: number): Cell[] {
    const [first] = rules
    const known = first && this.groups.get(first)
    if (known?.length === rules.length && known.every((cell, i) => !cell.isGone && cell.rule.key === rules[i]?.key && cell.rule.limit === rules[i].limit)) return known
    const cells = rules.map((rule) => this.cellFor(rule, nowMs))
    if (first) this.groups.set(first, cells)
    return cells
  }

  private cellFor(rule: LimitRule, nowMs: number): Cell {
    const known = this.cells.get(rule.key)
    if (known && isSame(known.rule, rule)) return known
    const made = cellOf(rule, nowMs)
    if (known) { // what is left was of another size: it serves nobody, and goes back with the next tidying
      this.drop(known)
      if (rule.kind === known.rule.kind && rule.kind !== 'rate') {
        made.portions = known.portions
        made.from = known.from
        count(made)
      }
    }
    if (this.cells.size < mostCells) this.cells.set(rule.key, made)
    else made.isGone = true
    return made
  }
}
