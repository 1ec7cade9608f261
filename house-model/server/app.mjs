/** What the request handlers work with, and the server's life from loading to drain. */
import { loadEngine } from './engine.mjs'
import { ApiError } from './errors.mjs'
import { Metrics } from './metrics.mjs'
import { Slots } from './slots.mjs'
import { loadWordVectors } from './word-vectors.mjs'

/** The answer to whoever comes, or is still here, when the server stops. */
export function draining() {
  return new ApiError(503, 'The model server is stopping.', { code: 'server_draining', retryAfter: 1 })
}

/**
 * @typedef {(app: App, request: import('node:http').IncomingMessage,
 *   response: import('node:http').ServerResponse, signal: AbortSignal) => unknown} Handler
 */

export class App {
  /** @type {'loading' | 'ready' | 'draining'} */
  state = 'loading'
  metrics = new Metrics()
  /** Requests under way; aborting one ends its generation. @type {Set<AbortController>} */
  running = new Set()

  /** @param {import('./config.mjs').Config} config */
  constructor(config) {
    this.config = config
  }

  /** Loads the model; the app is ready afterwards. */
  async load() {
    const [engine, embed] = await Promise.all([
      loadEngine(this.config),
      loadWordVectors(this.config.weightsFolder),
    ])
    this.engine = engine
    this.embed = embed
    this.slots = new Slots(engine.sequences, { queue: this.config.queue, waitMs: this.config.queueWaitMs })
    if (this.state === 'loading') this.state = 'ready'
  }

  /** Stops taking requests and waits for those under way, up to the limit. */
  async drain() {
    this.state = 'draining'
    const deadline = Date.now() + this.config.drainMs
    while (this.running.size > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    for (const controller of this.running) controller.abort(draining())
  }
}
