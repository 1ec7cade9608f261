/** At most so many letters wait for a slow reader; then the writer waits, and with it the server behind. */
const mostWaiting = 16_384

/** Hands pieces from one task to another with back-pressure. The reader may go away; the writer then runs on freely. */
export class Handover {
  private waiting = ''
  private isAbandoned = false
  private isHurried = false
  private isEnded = false
  private wakeReader: (() => void) | undefined
  private wakeWriter: (() => void) | undefined
  private onSilence: (() => void) | undefined
  private silence: NodeJS.Timeout | undefined

  /** @param idleMs after this long without a piece the reader gets a comment line, which clients pass over */
  constructor(private readonly idleMs: number) {}

  /** @returns what to wait for until there is room for the next piece; undefined where there is */
  put(piece: string): Promise<void> | undefined {
    if (this.isAbandoned) return undefined
    this.waiting += piece
    this.wakeReader?.()
    return this.isFull() ? this.room() : undefined
  }

  private isFull(): boolean {
    return this.waiting.length >= mostWaiting && !this.isAbandoned && !this.isHurried
  }

  private async room(): Promise<void> {
    while (this.isFull()) await new Promise<void>((wake) => { this.wakeWriter = wake })
  }

  end(): void {
    this.isEnded = true
    this.wakeReader?.()
  }

  /** The writer waits for the reader no longer; what is left to say is said all the same. */
  hurry(): void {
    this.isHurried = true
    this.wakeWriter?.()
  }

  /** The reader is gone: nothing waits for it any more. */
  abandon(): void {
    this.isAbandoned = true
    this.waiting = ''
    this.wakeWriter?.()
    this.wakeReader?.()
  }

  async *take(): AsyncGenerator<string> {
    try {
      while (!this.isAbandoned) {
        if (this.waiting !== '') {
          const pieces = this.waiting
          this.waiting = ''
          this.wakeWriter?.()
          yield pieces
        } else if (this.isEnded) return
        else if (!(await this.pieceComes())) yield ': keep-alive\n\n'
      }
    } finally {
      clearTimeout(this.silence)
      this.abandon()
    }
  }

  /** True when something happened, false after a silence. */
  private pieceComes(): Promise<boolean> {
    return new Promise((resolve) => {
      this.wakeReader = () => resolve(true)
      this.onSilence = () => resolve(false)
      if (this.silence) this.silence.refresh()
      else this.silence = setTimeout(() => this.onSilence?.(), this.idleMs)
    })
  }
}
