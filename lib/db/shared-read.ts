import { BatchPace } from './batch-pace'

type Waiting<Key, Row> = { name: string; key: Key; resolve: (row: Row | undefined) => void; reject: (error: unknown) => void }

const mostKeys = 200
/** One statement at a time, another beside it only when that one is slow. */
const pace = { inFlight: 2, patienceMs: 10 }

/**
 * Reads that are asked for at the same time travel together, each distinct one once. No answer is older than its question:
 * a question joins only a statement that was not sent yet. So a busy process asks seldom and still knows of every change
 * at once, which a cache would have to be told of.
 */
export class SharedRead<Key, Row> {
  private waiting: Waiting<Key, Row>[] = []
  private readonly pace = new BatchPace(this, pace)

  /** @param nameOf the same for keys that ask the same; @param run rows in the order of its keys, undefined where there is none */
  constructor(private readonly nameOf: (key: Key) => string, private readonly run: (keys: readonly Key[]) => Promise<readonly (Row | undefined)[]>) {}

  read(key: Key): Promise<Row | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ name: this.nameOf(key), key, resolve, reject })
      this.pace.wake()
    })
  }

  get waitingCount(): number {
    return this.waiting.length
  }

  /** The next statement, for the pace. */
  take(): () => Promise<void> {
    const groups = [...this.nextBatch().values()]
    return () => this.carryOut(groups)
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

  private carryOut(groups: Waiting<Key, Row>[][]): Promise<void> {
    return this.answer(groups).catch((error: unknown) => (groups.length > 1 ? this.oneByOne(groups) : refuse(groups, error)))
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
