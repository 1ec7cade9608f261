type Waiting = { bytes: number; who: string; begin: () => void }

/**
 * Bytes that many may take of together. Who finds no room waits in line; nobody takes more than half while others may want some, so that one
 * caller's waiting never fills the line's place for all. What is larger than all of it gets in alone.
 */
export class ByteRoom {
  private used = 0
  private readonly usedBy = new Map<string, number>()
  private readonly line = new Set<Waiting>()

  constructor(private readonly totalBytes: () => number) {}

  private fits({ bytes, who }: Waiting): boolean {
    const [total, own] = [this.totalBytes(), this.usedBy.get(who) ?? 0]
    return (this.used === 0 || this.used + bytes <= total) && (own === 0 || own + bytes <= total / 2)
  }

  private note(who: string, bytes: number): void {
    const own = (this.usedBy.get(who) ?? 0) + bytes
    this.used += bytes
    if (own > 0) this.usedBy.set(who, own)
    else this.usedBy.delete(who)
  }

  /**
   * Takes room, now or as soon as there is some.
   * @param who shares the half
   * @param patienceMs how long to wait
   * @param signal ends the waiting early
   * @returns whether it was taken; give() gives it back
   */
  async take(who: string, bytes: number, patienceMs: number, signal?: AbortSignal): Promise<boolean> {
    const ask: Waiting = { bytes, who, begin: () => undefined }
    if (!this.isAhead(ask) && this.fits(ask)) {
      this.note(who, bytes)
      return true
    }
    if (signal?.aborted) return false
    return new Promise((resolve) => {
      const leave = (): void => end(false)
      const timer = setTimeout(leave, patienceMs)
      const end = (isTaken: boolean): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', leave)
        this.line.delete(ask)
        resolve(isTaken)
        if (!isTaken) this.letIn() // the next one may be smaller
      }
      ask.begin = () => end(true)
      signal?.addEventListener('abort', leave)
      this.line.add(ask)
    })
  }

  /** Gives back what was taken, or some of it. */
  give(who: string, bytes: number): void {
    this.note(who, -bytes)
    this.letIn()
  }

  /** Whether somebody waits for room that this one would take: not who waits for their own half alone. */
  private isAhead({ who }: Waiting): boolean {
    for (const one of this.line) if (one.who === who || this.isWithinHalf(one)) return true
    return false
  }

  private isWithinHalf({ who, bytes }: Waiting): boolean {
    const own = this.usedBy.get(who) ?? 0
    return own === 0 || own + bytes <= this.totalBytes() / 2
  }

  /** In the order they came; who waits for their own half is passed over, who waits for room is not. */
  private letIn(): void {
    for (const one of this.line) {
      if (this.fits(one)) {
        this.note(one.who, one.bytes)
        one.begin()
      } else if (this.isWithinHalf(one)) return
    }
  }
}
