import { errors, type Dispatcher } from 'undici'

type Header = string | string[] | undefined
/** The head of an answer. */
export type Head = { status: number; contentType: Header; retryAfter: Header }

/** More than this may not wait unread: then the server waits too. */
const mostWaiting = 65_536

const inAMoment = Promise.resolve()

/** Parts that came in one are not copied. */
export const joined = (parts: readonly Buffer[]): Buffer => (parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts))

/**
 * One request to a server, from its sending to the last byte of the answer. `head` comes with the answer's first line and fails
 * where there is none; the body is read as it arrives, and reading slower slows the server down.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly head: Promise<Head>
  private parts: Buffer[] = []
  private size = 0
  private isEnded = false
  private error: Error | undefined
  private controller: Dispatcher.DispatchController | undefined
  private wake: (() => void) | undefined
  private begin!: (head: Head) => void
  private fail!: (error: Error) => void

  constructor() {
    this.head = new Promise((begin, fail) => { [this.begin, this.fail] = [begin, fail] })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Record<string, Header>): void {
    if (status >= 200) this.begin({ status, contentType: headers['content-type'], retryAfter: headers['retry-after'] })
  }

  onResponseData(controller: Dispatcher.DispatchController, part: Buffer): void {
    this.parts.push(part)
    this.size += part.length
    if (this.size >= mostWaiting) controller.pause()
    this.wake?.()
  }

  onResponseEnd(): void {
    this.isEnded = true
    this.wake?.()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.error ??= error
    this.fail(error) // unheard once the answer began
    this.wake?.()
  }

  /** Ends the connection without reading on; what was not read yet is gone. */
  cancel(): void {
    if (this.isEnded || this.error) return
    this.error = new errors.RequestAbortedError()
    this.parts = []
    this.controller?.abort(this.error)
    this.wake?.()
  }

  /** The body, where all of it is here already and nobody began to read it. */
  arrived(): Buffer | undefined {
    return this.isEnded ? joined(this.take()) : undefined
  }

  /** The body as it comes. Written out, because there is a part for nearly every token. Whoever stops before its end ends the connection. */
  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return {
      next: () => new Promise((done, failed) => this.tell(done, failed)),
      return: () => {
        this.cancel()
        return Promise.resolve({ done: true, value: undefined })
      },
    }
  }

  /** Tells what there is, now or as soon as there is something: then all that came in the same moment. */
  private tell(done: (result: IteratorResult<Buffer>) => void, failed: (error: Error) => void): void {
    if (this.parts.length > 0) done({ done: false, value: joined(this.take()) })
    else if (this.error) failed(this.error)
    else if (this.isEnded) done({ done: true, value: undefined })
    else this.wake = () => {
      this.wake = undefined
      void inAMoment.then(() => this.tell(done, failed))
    }
  }

  private take(): Buffer[] {
    const { parts } = this
    this.parts = []
    this.size = 0
    if (this.controller?.paused) this.controller.resume()
    return parts
  }
}
