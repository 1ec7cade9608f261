/** A fixed number of slots with a bounded waiting queue in front. */
import { ApiError } from './errors.mjs'

/** @template T */
export class Slots {
  #free
  #waiting = []
  #queueLimit
  #waitMs

  /**
   * @param {T[]} items what each slot holds
   * @param {{ queue: number, waitMs: number }} limits
   */
  constructor(items, { queue, waitMs }) {
    this.total = items.length
    this.#free = [...items]
    this.#queueLimit = queue
    this.#waitMs = waitMs
  }

  get busy() {
    return this.total - this.#free.length
  }

  get waiting() {
    return this.#waiting.length
  }

  /**
   * Waits for a slot.
   * @param {AbortSignal} signal gives up the wait
   * @returns {Promise<{ item: T, release: () => void }>}
   */
  async acquire(signal) {
    signal.throwIfAborted()
    if (this.#free.length > 0) return this.#lease(this.#free.pop())
    if (this.#waiting.length >= this.#queueLimit) {
      throw new ApiError(429, 'All slots are busy and the queue is full.', { code: 'queue_full', retryAfter: 1 })
    }
    return this.#lease(await this.#wait(signal))
  }

  #wait(signal) {
    return new Promise((resolve, reject) => {
      const leave = (error) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        const place = this.#waiting.indexOf(take)
        if (place >= 0) this.#waiting.splice(place, 1)
        if (error) reject(error)
      }
      const take = (item) => {
        leave()
        resolve(item)
      }
      const onAbort = () => leave(signal.reason)
      const timer = setTimeout(
        () => leave(new ApiError(503, 'No slot came free in time.', { code: 'queue_timeout', retryAfter: 5 })),
        this.#waitMs,
      )
      signal.addEventListener('abort', onAbort)
      this.#waiting.push(take)
    })
  }

  #lease(item) {
    let released = false
    const release = () => {
      if (released) return
      released = true
      const next = this.#waiting[0]
      if (next) next(item)
      else this.#free.push(item)
    }
    return { item, release }
  }
}
