/** Sums by two names, gathered at every request and handed over when somebody asks for them. */
export class Tally {
  private sums = new Map<string, Map<string, number>>()

  add(first: string, second: string, amount: number): void {
    let those = this.sums.get(first)
    if (!those) this.sums.set(first, those = new Map())
    those.set(second, (those.get(second) ?? 0) + amount)
  }

  /** All there is, once. */
  *taken(): Generator<[first: string, second: string, amount: number]> {
    const { sums } = this
    this.sums = new Map()
    for (const [first, those] of sums) for (const [second, amount] of those) yield [first, second, amount]
  }
}
