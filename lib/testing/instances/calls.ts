import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { RuntimeError, type InstanceDriver, type InstanceEndpoint, type InstanceSpec, type Observed } from '@/lib/providers/instance-runtime/types'

export type Answer = { status: number; body: string }
/** How a request gets to an instance; a driver whose addresses need more than that brings its own. */
export type Call = (endpoint: InstanceEndpoint, path: string, options: { secret: string; body?: unknown }) => Promise<Answer>

/** Patience, not a claim: several times what a busy machine takes. */
const CALL_MS = 240_000
const READY_MS = 300_000

export const callEndpoint: Call = (endpoint, path, { secret, body }) =>
  new Promise((resolve, reject) => {
    const url = endpoint.kind === 'http' ? new URL(endpoint.url) : undefined
    const target = endpoint.kind === 'unix' ? { socketPath: endpoint.socketPath } : { host: url?.hostname, port: url?.port }
    const sent = request({ ...target, path, method: body === undefined ? 'GET' : 'POST', agent: false, headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }, signal: AbortSignal.timeout(CALL_MS) }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: response.statusCode ?? 0, body: text })).on('error', reject)
    })
    sent.once('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
  })

/** Asks again until what is seen is what is waited for; what was seen last is in the error. */
export async function eventually<T>(look: () => Promise<T>, isIt: (seen: T) => boolean, ms = READY_MS): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const seen = await look()
    if (isIt(seen)) return seen
    if (Date.now() > end) throw new Error(`never came about; last seen: ${JSON.stringify(seen)}`)
    await sleep(50)
  }
}

/** As the manager does: what a runtime cannot do just now is asked of it again. */
async function whenAvailable(work: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + READY_MS; ; await sleep(500)) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof RuntimeError) || error.code !== 'unavailable' || Date.now() > end) throw error
    }
  }
}

/** One instance as a test talks to it. */
export class Guest {
  constructor(readonly driver: InstanceDriver, readonly spec: InstanceSpec, private readonly call: Call) {}

  with(change: Partial<InstanceSpec>, driver = this.driver): Guest {
    return new Guest(driver, { ...this.spec, ...change }, this.call)
  }

  observe(): Promise<Observed> {
    return this.driver.observe(this.spec.id)
  }

  async get(path: string, secret = this.spec.secret): Promise<Answer> {
    return this.ask(path, undefined, secret)
  }

  async post(path: string, body: unknown): Promise<Answer> {
    return this.ask(path, body, this.spec.secret)
  }

  private async ask(path: string, body: unknown, secret: string): Promise<Answer> {
    const { endpoint } = await this.observe()
    if (!endpoint) throw new Error(`${this.spec.id} has no address`)
    return this.call(endpoint, path, { secret, ...(body === undefined ? {} : { body }) })
  }

  async ready(): Promise<this> {
    await eventually(async () => (await this.get('/health').catch((error: Error) => ({ status: 0, body: error.message }))).status, (status) => status === 200)
    return this
  }

  async up(): Promise<this> {
    await whenAvailable(() => this.driver.ensure(this.spec))
    await whenAvailable(() => this.driver.start(this.spec))
    return this.ready()
  }

  /** What the hostile engine is told to do, and what came of it. */
  async does<T = Record<string, unknown>>(what: string, options: Record<string, unknown> = {}): Promise<T> {
    const { status, body } = await this.post('/do', { what, ...options })
    if (status !== 200) throw new Error(`${what}: ${status} ${body}`)
    return JSON.parse(body) as T
  }

  /** For what it may not live through. */
  async tries(what: string, options: Record<string, unknown> = {}): Promise<Record<string, unknown> | undefined> {
    return this.does(what, options).catch(() => undefined)
  }

  async ended(): Promise<Observed> {
    return eventually(() => this.observe(), ({ phase }) => phase === 'exited')
  }

  async logText(): Promise<string> {
    const lines: string[] = []
    for await (const { text } of this.driver.logs(this.spec.id, {})) lines.push(text)
    return lines.join('\n')
  }

  gone(): Promise<void> {
    return whenAvailable(() => this.driver.destroy(this.spec.id, { keepVolume: false }))
  }
}
