import type { Metric } from '@/lib/kernel/metrics-text'

type Labels = Record<string, string>

/** One series of times: how many fell under each bound and not under the one before, and their sum. */
export class Times {
  private readonly counts: Float64Array
  private sum = 0

  constructor(private readonly labels: Labels, private readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1)
  }

  observe(seconds: number): void {
    let at = 0
    while (at < this.bounds.length && seconds > (this.bounds[at] ?? 0)) at++
    this.counts[at] = (this.counts[at] ?? 0) + 1
    this.sum += seconds
  }

  samples(): Metric['samples'] {
    const { labels, sum } = this
    let all = 0
    const buckets = [...this.bounds, '+Inf'].map((bound, at) => ({ suffix: '_bucket', labels: { ...labels, le: String(bound) }, value: all += this.counts[at] ?? 0 }))
    return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: all }]
  }
}

/**
 * A histogram of Prometheus. Whoever measures much keeps the series that it goes into: to find that by its labels each time, as a
 * library does, costs more than all the rest of the measuring.
 */
export class Timings {
  private readonly series: Times[] = []

  constructor(private readonly name: string, private readonly help: string, private readonly bounds: readonly number[]) {}

  /** Another series. */
  with(labels: Labels): Times {
    const times = new Times(labels, this.bounds)
    this.series.push(times)
    return times
  }

  metric(): Metric {
    return { name: this.name, help: this.help, kind: 'histogram', samples: this.series.flatMap((one) => one.samples()) }
  }
}
