type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }

type Options = { most: number; inFlight: number }

/**
 * Gathers what is asked for in one turn of the event loop (and while earlier batches are under way) and does it in one
 * go: many requests share one statement. A batch that fails as a whole is done again one by one, so that nobody suffers
 * for a neighbour.
 */
export class MicroBatch<Item, Result> {
  private waiting: Waiting<Item, Result>[] = []
  private running = 0
  private isScheduled = false

  /** @param run answers in the order of its items, all or nothing; @param mayRepeat whether a failure may be met one by one */
  constructor(
    private readonly run: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly mayRepeat: (error: unknown) => boolean,
    private readonly options: Options = { most: 100, inFlight: 2 },
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject })
      this.schedule()
    })
  }

  /** How many wait or are under way. */
  get size(): number {
    return this.waiting.length + this.running
  }

  private schedule(): void {
    if (this.isScheduled || this.running >= this.options.inFlight) return
    this.isScheduled = true
    setImmediate(() => {
      this.isScheduled = false
      while (this.waiting.length > 0 && this.running < this.options.inFlight) void this.flush(this.waiting.splice(0, this.options.most))
    })
  }

  private async flush(batch: Waiting<Item, Result>[]): Promise<void> {
    this.running += 1
    try {
      const results = await this.run(batch.map(({ item }) => item))
      batch.forEach(({ resolve, reject }, i) => (i < results.length ? resolve(results[i] as Result) : reject(new Error('a batch answered for too few'))))
    } catch (error) {
      if (batch.length > 1 && this.mayRepeat(error)) await this.oneByOne(batch)
      else for (const { reject } of batch) reject(error)
    } finally {
      this.running -= 1
      if (this.waiting.length > 0) this.schedule()
    }
  }

  private async oneByOne(batch: Waiting<Item, Result>[]): Promise<void> {
    for (const { item, resolve, reject } of batch) {
      await this.run([item]).then(([result]) => resolve(result as Result), reject)
    }
  }
}
