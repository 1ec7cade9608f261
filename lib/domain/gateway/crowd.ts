import type { LimitRule } from '@/lib/providers/limits/types'

/** So long after a refusal it is expected that the next request meets a full limit too. */
const fullMs = 1_000
const mostKnown = 10_000

type Mark = { untilMs: number; isProven: boolean }

/** Limits that were full a moment ago: requests under them are asked for apart and group by group, so that nobody else has to be. */
export class Crowd {
  private readonly marks = new Map<string, Mark>()

  has(rules: readonly LimitRule[], nowMs: number): boolean {
    return this.marks.size > 0 && rules.some(({ key }) => (this.marks.get(key)?.untilMs ?? 0) > nowMs)
  }

  /** One of these was full, nobody knows which: until each is heard of. */
  suspect(groups: readonly (readonly LimitRule[])[], nowMs: number): void {
    for (const { key } of groups.flat()) if (!this.marks.get(key)?.isProven) this.mark(key, { untilMs: nowMs + fullMs, isProven: false })
  }

  /** What was answered for each rule of these groups, in their order. */
  heard(groups: readonly (readonly LimitRule[])[], fits: readonly boolean[], nowMs: number): void {
    for (const [i, { key }] of groups.flat().entries()) {
      if (fits[i] === false) this.mark(key, { untilMs: nowMs + fullMs, isProven: true })
      else if (this.marks.get(key)?.isProven === false) this.marks.delete(key)
    }
  }

  private mark(key: string, mark: Mark): void {
    if (this.marks.size >= mostKnown) this.marks.clear()
    this.marks.set(key, mark)
  }
}
