/** Counters of the server, written as Prometheus text. */

const HELP = {
  engine_requests_total: ['counter', 'Finished requests by route and status.'],
  engine_prompt_tokens_total: ['counter', 'Prompt tokens read.'],
  engine_tokens_predicted_total: ['counter', 'Tokens generated.'],
  engine_embedding_tokens_total: ['counter', 'Words embedded.'],
  engine_predict_seconds_total: ['counter', 'Time spent in prompts and generation.'],
  engine_requests_cancelled_total: ['counter', 'Requests whose caller went away.'],
  engine_requests_processing: ['gauge', 'Slots in use.'],
  engine_requests_deferred: ['gauge', 'Requests waiting for a slot.'],
  engine_slots: ['gauge', 'Slots in all.'],
  engine_ready: ['gauge', '1 once the model is loaded and until the server drains.'],
  process_resident_memory_bytes: ['gauge', 'Resident memory.'],
  process_start_time_seconds: ['gauge', 'Start of the process, Unix time.'],
}
const START = Math.round(Date.now() / 1000 - process.uptime())

export class Metrics {
  #counters = new Map()

  /** Adds to a counter. */
  add(name, value = 1, labels = '') {
    const key = `${name}${labels}`
    this.#counters.set(key, (this.#counters.get(key) ?? 0) + value)
  }

  /** Counts a finished request. */
  request(route, status) {
    this.add('engine_requests_total', 1, `{route="${route}",status="${status}"}`)
  }

  /** @param {Record<string, number>} gauges values known only now */
  render(gauges) {
    const samples = new Map(this.#counters)
    for (const [name, value] of Object.entries(gauges)) samples.set(name, value)
    samples.set('process_resident_memory_bytes', process.memoryUsage.rss())
    samples.set('process_start_time_seconds', START)
    const lines = []
    for (const [name, [type, help]] of Object.entries(HELP)) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
      const mine = [...samples].filter(([key]) => key === name || key.startsWith(`${name}{`))
      if (mine.length === 0 && !name.includes('requests_total')) mine.push([name, 0])
      for (const [key, value] of mine) lines.push(`${key} ${value}`)
    }
    return `${lines.join('\n')}\n`
  }
}
