import { periodMicros } from './states'
import type { LimitRule } from './types'

/** What goes back. `from`: whose slots, or which window (its begin), so that nothing goes back into another. */
export type Return = { rule: LimitRule; from: string; amount: number }

/** What waits to go back. */
export class Returns {
  private readonly waiting = new Map<string, Return>()

  get isEmpty(): boolean { return this.waiting.size === 0 }

  has(is: (rule: LimitRule) => boolean): boolean {
    for (const { rule } of this.waiting.values()) if (is(rule)) return true
    return false
  }

  add(rule: LimitRule, from: string, amount: number): void {
    const known = this.waiting.get(rule.key)
    if (known && known.from === from) known.amount += amount
    else if (known) this.addApart(rule, from, amount)
    else this.waiting.set(rule.key, { rule, from, amount })
  }

  addAll(returns: readonly Return[]): void {
    for (const { rule, from, amount } of returns) this.add(rule, from, amount)
  }

  /** What goes back into other slots, or another window, than what waits to go back already. */
  private addApart(rule: LimitRule, from: string, amount: number): void {
    const name = `${rule.key} ${from}`
    const known = this.waiting.get(name)
    if (known) known.amount += amount
    else this.waiting.set(name, { rule, from, amount })
  }

  /** Takes out what can go with one batch: into each cell from one holder or window. */
  next(): Return[] {
    const keys = new Set<string>()
    const taken: Return[] = []
    for (const [name, one] of this.waiting) {
      if (keys.has(one.rule.key)) continue // slots of another name of ours, another window: with the next batch
      keys.add(one.rule.key)
      this.waiting.delete(name)
      taken.push(one)
    }
    return taken
  }
}

/** Where what a lease took of a rule goes back to. */
export function fromOf(rule: LimitRule, { holder, takenMicros }: { holder: string; takenMicros: number }): string {
  if (rule.kind === 'slots') return holder
  return rule.kind === 'window' ? String(takenMicros - (takenMicros % periodMicros(rule))) : ''
}
