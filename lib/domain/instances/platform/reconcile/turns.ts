import { log } from '@/lib/log'

type Look = (id: string) => Promise<number | null>

/** A look that is still waiting for a runtime after this long gives its place to another. */
const placeMs = 3_000
const longestTimerMs = 60_000

/**
 * Whose turn it is: one look at a time at each instance, a bounded number at once, and again when the look said so or somebody asked
 * meanwhile. One that hangs keeps nobody waiting but itself.
 */
export class Turns {
  private readonly waiting: string[] = []
  private readonly queued = new Set<string>()
  private readonly looking = new Set<string>()
  private readonly askedAgain = new Set<string>()
  private readonly timers = new Map<string, NodeJS.Timeout>()
  private readonly running = new Set<Promise<void>>()
  private places: number
  private isOver = false

  constructor(private readonly look: Look, atOnce = 8) {
    this.places = atOnce
  }

  /** Looks at this one as soon as there is a place. */
  ask(id: string): void {
    if (this.isOver || this.queued.has(id)) return
    if (this.looking.has(id)) return void this.askedAgain.add(id)
    clearTimeout(this.timers.get(id))
    this.timers.delete(id)
    this.queued.add(id)
    this.waiting.push(id)
    this.fill()
  }

  /** Begins nothing more; resolves once what runs has ended, or after `patienceMs`. */
  async end(patienceMs: number): Promise<void> {
    this.isOver = true
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
    this.waiting.length = 0
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => { timer = setTimeout(resolve, patienceMs) })
    await Promise.race([Promise.allSettled([...this.running]), patience])
    clearTimeout(timer)
  }

  private fill(): void {
    while (this.places > 0) {
      const id = this.waiting.shift()
      if (id === undefined) return
      this.queued.delete(id)
      this.looking.add(id)
      const turn = this.turn(id)
      this.running.add(turn)
      void turn.finally(() => this.running.delete(turn))
    }
  }

  private async turn(id: string): Promise<void> {
    this.places -= 1
    let hasPlace = true
    const giveBack = (): void => {
      if (!hasPlace) return
      hasPlace = false
      this.places += 1
      this.fill()
    }
    const timer = setTimeout(giveBack, placeMs)
    const againMs = await this.look(id).catch((error: unknown) => {
      log.error({ instanceId: id, err: error }, 'an instance could not be looked after')
      return null
    })
    clearTimeout(timer)
    this.looking.delete(id)
    this.plan(id, this.askedAgain.delete(id) ? 0 : againMs)
    giveBack()
  }

  private plan(id: string, againMs: number | null): void {
    if (this.isOver || againMs === null) return
    if (againMs <= 0) return this.ask(id)
    this.timers.set(id, setTimeout(() => this.ask(id), Math.min(againMs, longestTimerMs)))
  }
}
