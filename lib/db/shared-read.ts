type Waiting<Key, Row> = { name: string; key: Key; resolve: (row: Row | undefined) => void; reject: (error: unknown) => void }

const [mostKeys, mostRunning] = [200, 2]

/**
 * Reads that are asked for at the same time travel together, each distinct one once. No answer is older than its question:
 * a question joins only a statement that was not sent yet. So a busy process asks seldom and still knows of every change
 * at once, which a cache would have to be told of.
 */
export class SharedRead<Key, Row> {
  private waiting: Waiting<Key, Row>[] = []
  private running = 0
  private isScheduled = false

  /** @param nameOf the same for keys that ask the same; @param run rows in the order of its keys, undefined where there is none */
  constructor(private readonly nameOf: (key: Key) => string, private readonly run: (keys: readonly Key[]) => Promise<readonly (Row | undefined)[]>) {}

  read(key: Key): Promise<Row | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ name: this.nameOf(key), key, resolve, reject })
      this.schedule()
    })
  }

  private schedule(): void {
    if (this.isScheduled || this.running >= mostRunning) return
    this.isScheduled = true
    setImmediate(() => {
      this.isScheduled = false
      while (this.waiting.length > 0 && this.running < mostRunning) void this.flush(this.nextBatch())
    })
  }

  /** The questions of up to so many distinct keys. */
  private nextBatch(): Map<string, Waiting<Key, Row>[]> {
    const batch = new Map<string, Waiting<Key, Row>[]>()
    const later: Waiting<Key, Row>[] = []
    for (const one of this.waiting) {
      const same = batch.get(one.name)
      if (same) same.push(one)
      else if (batch.size < mostKeys) batch.set(one.name, [one])
      else later.push(one)
    }
    this.waiting = later
    return batch
  }

  private async flush(batch: Map<string, Waiting<Key, Row>[]>): Promise<void> {
    this.running += 1
    const groups = [...batch.values()]
    try {
      await this.answer(groups).catch((error: unknown) => (groups.length > 1 ? this.oneByOne(groups) : refuse(groups, error)))
    } finally {
      this.running -= 1
      if (this.waiting.length > 0) this.schedule()
    }
  }

  private async answer(groups: Waiting<Key, Row>[][]): Promise<void> {
    const rows = await this.run(groups.flatMap(([first]) => (first ? [first.key] : [])))
    groups.forEach((group, i) => { for (const { resolve } of group) resolve(rows[i]) })
  }

  /** A question that breaks a statement must not cost its neighbours their answers. */
  private async oneByOne(groups: Waiting<Key, Row>[][]): Promise<void> {
    await Promise.all(groups.map((group) => this.answer([group]).catch((error: unknown) => refuse([group], error))))
  }
}

function refuse<Key, Row>(groups: Waiting<Key, Row>[][], error: unknown): void {
  for (const { reject } of groups.flat()) reject(error)
}
