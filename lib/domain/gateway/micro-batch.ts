import { BatchPace } from '@/lib/db/batch-pace'

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }

/** `most` items a batch; the rest says when batches set out. */
type Options = { most: number } & ConstructorParameters<typeof BatchPace>[1]

/**
 * Gathers what is asked for in one turn of the event loop (and while earlier batches are under way) and does it in one
 * go: many requests share one statement. A batch that fails as a whole is done again one by one, so that nobody suffers
 * for a neighbour.
 */
export class MicroBatch<Item, Result> {
  private waiting: Waiting<Item, Result>[] = []
  private readonly pace: BatchPace

  /** @param run answers in the order of its items, all or nothing; @param mayRepeat whether a failure may be met one by one */
  constructor(
    private readonly run: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly mayRepeat: (error: unknown) => boolean,
    private readonly options: Options = { most: 100, inFlight: 2 },
  ) {
    this.pace = new BatchPace(this, options)
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject })
      this.pace.wake()
    })
  }

  get waitingCount(): number {
    return this.waiting.length
  }

  /** How many wait or are under way. */
  get size(): number {
    return this.waiting.length + this.pace.runningCount
  }

  /** The next batch, for the pace. */
  take(): () => Promise<void> {
    const batch = this.waiting.splice(0, this.options.most)
    return () => this.carryOut(batch)
  }

  private async carryOut(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(batch.map(({ item }) => item))
      batch.forEach(({ resolve, reject }, i) => (i < results.length ? resolve(results[i] as Result) : reject(new Error('a batch answered for too few'))))
    } catch (error) {
      if (batch.length > 1 && this.mayRepeat(error)) await this.oneByOne(batch)
      else for (const { reject } of batch) reject(error)
    }
  }

  private async oneByOne(batch: Waiting<Item, Result>[]): Promise<void> {
    for (const { item, resolve, reject } of batch) {
      await this.run([item]).then(([result]) => resolve(result as Result), reject)
    }
  }
}
