type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }

/** `patienceMs`: a further batch sets out only once the last one has been under way for this long. */
type Options = { most: number; inFlight: number; patienceMs?: number }

/**
 * Gathers what is asked for in one turn of the event loop (and while earlier batches are under way) and does it in one
 * go: many requests share one statement. A batch that fails as a whole is done again one by one, so that nobody suffers
 * for a neighbour.
 */
export class MicroBatch<Item, Result> {
  private waiting: Waiting<Item, Result>[] = []
  private running = 0
  private isScheduled = false
  private begunMs = 0
  private timer: NodeJS.Timeout | undefined

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
      while (this.waiting.length > 0 && this.running < this.options.inFlight && this.mayBegin()) void this.flush(this.waiting.splice(0, this.options.most))
    })
  }

  /** Whether a batch may set out now; otherwise it is seen again later. */
  private mayBegin(): boolean {
    const { patienceMs = 0 } = this.options
    if (patienceMs === 0 || this.running === 0 || performance.now() - this.begunMs >= patienceMs) return true
    this.timer ??= setTimeout(() => { this.timer = undefined; this.schedule() }, patienceMs)
    return false
  }

  private async flush(batch: Waiting<Item, Result>[]): Promise<void> {
    this.running += 1
    this.begunMs = performance.now()
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
