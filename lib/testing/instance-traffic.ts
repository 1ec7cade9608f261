import { setTimeout as sleep } from 'node:timers/promises'
import { platformDb } from '@/lib/db/platform-db'
import { untilIdle } from '@/lib/domain/gateway'
import { settleInstances } from '@/lib/domain/instances/platform/money/settle-instances'
import { newId } from '@/lib/kernel/id'
import { systemCtx } from './contexts'
import { expectExactBooks } from './exact-books'
import { gatewayPost } from './gateway-call'
import { books, type Metered } from './metered-client'

/** What a client knows of a request that was answered: to its end, with what it was told to cost, or cut off (by itself or not) after a token. */
type Told = { id: string; cost: string } | { id: string; cost: null }

/** 36 an hour, whatever an instance does: 10,000,000 picos a millisecond, so that its hours tell any gap and any double. */
const hourMicros = 36_000_000n
const picosPerMs = 10_000_000n
const usersAtOnce = 6
const walletPicos = 10n ** 18n
const patienceMs = 300_000

const costIn = (text: string): string | null => /"cost":"([\d.]+)"/.exec(text)?.[1] ?? null
const hasToken = (text: string): boolean => /"content":"[^"]/.test(text)

export async function priceSize(sizeId: string): Promise<void> {
  const since = new Date('2020-01-01')
  await platformDb.instancePrice.create({ data: { id: newId('ipr'), sizeId, currency: 'USD', hourMicros, keptHourMicros: hourMicros, inputMicrosPerMillion: 1_000_000n, outputMicrosPerMillion: 2_000_000n, effectiveFrom: since, createdAt: since } })
}

/** Requests of a client to its instances through the gateway, and the charging of their hours, while whatever happens to them. */
export class InstanceTraffic {
  static readonly walletPicos = walletPicos
  readonly told: Told[] = []
  requests = 0
  private isOver = false
  private running: Promise<unknown> = Promise.resolve()

  constructor(private readonly client: Metered, private readonly someInstance: () => Promise<string | undefined>) {}

  begin(): void {
    this.running = Promise.all([...Array.from({ length: usersAtOnce }, () => this.untilOver(() => this.askSome())), ...Array.from({ length: 2 }, () => this.untilOver(() => this.settle()))])
    // Heard at the end.
    this.running.catch(() => undefined)
  }

  async end(): Promise<void> {
    this.isOver = true
    await this.running
  }

  /** Asks until it is answered: whatever the gateway still believes of one that was killed, it finds the new one. */
  async untilAnswered(id: string): Promise<void> {
    const [before, deadline] = [this.answered, performance.now() + patienceMs]
    while (this.answered === before && performance.now() < deadline) {
      await this.ask(id, false)
      await sleep(100)
    }
    if (this.answered === before) throw new Error(`${id} does not answer through the gateway`)
  }

  get answered(): number {
    return this.told.filter(({ cost }) => cost !== null).length
  }

  private async untilOver(work: () => Promise<unknown>): Promise<void> {
    while (!this.isOver) {
      await work()
      await sleep(50 + Math.random() * 250)
    }
  }

  /** What one run cannot, another does: only the last one must. */
  private settle() {
    return settleInstances(systemCtx('instances'), [this.client.clientId])
  }

  private async askSome(): Promise<void> {
    const id = await this.someInstance()
    if (id !== undefined) await this.ask(id, Math.random() < 0.6)
  }

  /** Some leave after the first token, and nobody waits for ever. */
  private async ask(id: string, stream: boolean): Promise<void> {
    const [gone, leaves] = [new AbortController(), stream && Math.random() < 0.3]
    const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(5_000 + Math.floor(Math.random() * 10_000))])
    this.requests += 1
    const { status, headers, body } = await gatewayPost(this.client, { model: `instance/${id}`, max_tokens: 24, ...(stream ? { stream, stream_options: { include_usage: true } } : {}) }, { signal })
    if (status !== 200) return
    let text = typeof body === 'string' ? body : ''
    if (typeof body !== 'string') {
      for await (const piece of body) {
        text += piece
        if (leaves && hasToken(text)) gone.abort()
      }
    }
    const cost = typeof body === 'string' || text.trimEnd().endsWith('[DONE]') ? costIn(text) : null
    if (cost !== null || hasToken(text)) this.told.push({ id: headers['x-request-id'] ?? '', cost })
  }

  /** What is wrong with the books once nothing runs any more: requests, holds, hours. Ends the traffic. */
  async wrongBooks(instanceIds: readonly string[]): Promise<string[]> {
    await this.end()
    await untilIdle()
    for (let report = await this.settle(); report.failed.length > 0; report = await this.settle()) await sleep(200)
    const deadline = performance.now() + patienceMs
    while ((await books(this.client)).openHolds > 0 && performance.now() < deadline) await sleep(200)
    await expectExactBooks(this.client, { wallet: walletPicos })
    return [...(await this.wrongRequests()), ...(await Promise.all(instanceIds.map((id) => wrongHours(id)))).flat()]
  }

  private async wrongRequests(): Promise<string[]> {
    const { events } = await books(this.client)
    const byId = new Map(events.map((event) => [event.id, event]))
    return this.told.flatMap(({ id, cost }) => {
      const event = byId.get(id)
      if (!event) return [`${id}: answered and not in the books`]
      if (cost === null) return event.outputTokens > 0 && event.costPicos > 0n ? [] : [`${id}: cut off after a token and billed ${event.outputTokens}`]
      return event.status === 'ok' && BigInt(cost.replace('.', '')) === event.costPicos ? [] : [`${id}: told ${cost}, booked ${event.costPicos} as ${event.status}`]
    })
  }
}

/** Each millisecond of an instance's life is charged once; of one that is deleted, until it went. */
async function wrongHours(id: string): Promise<string[]> {
  const { createdAt, billedUntil } = await platformDb.privateInstance.findUniqueOrThrow({ where: { id } })
  const { _sum: { costPicos } } = await platformDb.usageEvent.aggregate({ where: { modelId: id, endpoint: 'instance' }, _sum: { costPicos: true } })
  const gone = await platformDb.instanceEvent.findFirst({ where: { instanceId: id, kind: 'status', toStatus: { in: ['deleting', 'deleted'] } }, orderBy: { id: 'asc' } })
  const costUntil = (at: Date): bigint => BigInt(at.getTime() - createdAt.getTime()) * picosPerMs
  const [paid, least, most] = [costPicos ?? 0n, costUntil(gone?.createdAt ?? billedUntil), costUntil(billedUntil)]
  return paid >= least && paid <= most ? [] : [`${id}: its hours cost ${least} to ${most}, booked are ${paid}`]
}
