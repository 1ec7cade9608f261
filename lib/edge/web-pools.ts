import http, { type IncomingMessage, type ServerResponse } from 'node:http'

/** A log that is followed is one request for minutes; web takes ten at once of each client. However it is spelt: web reads it decoded. */
function isFollowed(url: string): boolean {
  const at = url.indexOf('?')
  if (at < 0 || !new URLSearchParams(url.slice(at)).has('follow')) return false
  try {
    return /^\/api\/instances\/[^/]+\/logs\/?$/.test(decodeURI(url.slice(0, at)))
  } catch {
    return false
  }
}

/**
 * The connections to the web process. Logs that are followed have some of their own, counted: however many they are, pages and requests
 * find one, and one log too many hears so instead of waiting.
 */
export class WebPools {
  /** Idle connections live shorter here than in the web process, so that a request seldom meets one that is just being closed. */
  private readonly usual = new http.Agent({ keepAlive: true, maxSockets: 256, timeout: 3_000 })
  private readonly followed = new http.Agent({ keepAlive: false })
  private open = 0

  constructor(private readonly mostFollowed = 512) {}

  /** The pool for a request until its answer is closed; null where there are too many like it. */
  take({ url = '' }: IncomingMessage, response: ServerResponse): http.Agent | null {
    if (!isFollowed(url)) return this.usual
    if (this.open >= this.mostFollowed) return null
    this.open += 1
    response.once('close', () => { this.open -= 1 })
    return this.followed
  }
}
