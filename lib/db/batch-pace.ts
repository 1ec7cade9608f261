type Options = { inFlight: number; patienceMs?: number }

/** What waits to travel in batches. */
export type BatchQueue = { readonly waitingCount: number; /** What carries the next batch out; never rejects. */ take: () => () => Promise<void> }

/**
 * When the batches of a queue set out: with everything that is asked for in the same turn of the event loop, `inFlight` at once at
 * most, and where `patienceMs` is given a further one only once the last has been under way for so long.
 */
export class BatchPace {
  private running = 0
  private begunMs = 0
  private isScheduled = false
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly queue: BatchQueue, private readonly options: Options) {}

  /** How many batches are under way. */
  get runningCount(): number { return this.running }

  /** To be called when something begins to wait. */
  wake(): void {
    if (this.isScheduled || !this.mayBegin()) return
    this.isScheduled = true
    setImmediate(() => this.begin())
  }

  private begin(): void {
    this.isScheduled = false
    while (this.queue.waitingCount > 0 && this.mayBegin()) void this.carryOut(this.queue.take())
  }

  /** Whether a batch may set out now; otherwise it is seen again later. */
  private mayBegin(): boolean {
    const { inFlight, patienceMs = 0 } = this.options
    if (this.running >= inFlight) return false
    if (patienceMs === 0 || this.running === 0 || performance.now() - this.begunMs >= patienceMs) return true
    this.timer ??= setTimeout(() => { this.timer = undefined; this.wake() }, patienceMs)
    return false
  }

  private async carryOut(run: () => Promise<void>): Promise<void> {
    this.running += 1
    this.begunMs = performance.now()
    try {
      await run()
    } finally {
      this.running -= 1
      if (this.queue.waitingCount > 0) this.wake()
    }
  }
}
