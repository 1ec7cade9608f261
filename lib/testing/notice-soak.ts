import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { ChildProcess } from 'node:child_process'
import { platformDb } from '@/lib/db/platform-db'
import { processWebhook } from '@/lib/domain/billing'
import { systemClock } from '@/lib/kernel/clock'
import { expect } from 'vitest'
import { systemCtx } from './contexts'
import { figure } from './figure'
import { deliver, orderPro, startRails, type Purchase, type Rails } from './payment-rails'
import { standOf, type Stand } from './payment-stand'
import { TestProgram } from './test-program'

type Notice = { provider: 'stripe' | 'paypal'; body: string; headers: Record<string, string> }
type Life = { provider: Notice['provider']; steps: ((rails: Rails, purchase: Purchase) => Promise<unknown>)[] }

const pay = (rails: Rails, { externalId }: Purchase) => rails.stripe.payOnPage(externalId ?? '')
const dispute = (status: string) => (rails: Rails, { externalId, paymentId }: Purchase) => rails.stripe.dispute(externalId ?? '', status, `dp_${paymentId.slice(4)}`)
const expire = (rails: Rails, { externalId }: Purchase) => {
  const visit = Object.assign(rails.stripe.books.visits.get(externalId ?? '') ?? {}, { status: 'expired', url: null })
  return rails.stripe.announce('checkout.session.expired', visit)
}
const approve = (rails: Rails, { externalId }: Purchase) => rails.paypal.approve(externalId ?? '')
const captured = (rails: Rails, { externalId }: Purchase) =>
  rails.paypal.announce('PAYMENT.CAPTURE.COMPLETED', { id: 'CAPTURE', supplementary_data: { related_ids: { order_id: externalId } } })

/** What becomes of purchases; they take turns. */
const lives: readonly Life[] = [
  { provider: 'stripe', steps: [pay] },
  { provider: 'stripe', steps: [pay, dispute('needs_response'), dispute('won')] },
  { provider: 'paypal', steps: [approve, captured] },
  { provider: 'stripe', steps: [pay, dispute('needs_response'), dispute('lost')] },
  { provider: 'stripe', steps: [expire] },
  { provider: 'paypal', steps: [approve] },
]
const lifeOf = (i: number): Life => lives[i % lives.length] as Life

/** More genuine news of something that is known already, each with an event id of its own. */
const echo = (rails: Rails, { provider }: Life, { externalId }: Purchase) => provider === 'paypal'
  ? rails.paypal.announce('CHECKOUT.ORDER.APPROVED', { id: externalId })
  : rails.stripe.announce('checkout.session.async_payment_succeeded', { id: externalId, object: 'checkout.session' })

/** The notices the peers have signed since they were asked last. */
function taken({ stripe, paypal }: Rails): Notice[] {
  return [
    ...stripe.sent.splice(0).map(({ body, signature }) => ({ provider: 'stripe' as const, body, headers: { 'stripe-signature': signature } })),
    ...paypal.sent.splice(0).map(({ body, headers }) => ({ provider: 'paypal' as const, body, headers })),
  ]
}

/** Somebody else's words under a signature that was true for others. */
const forged = (notice: Notice): Notice => ({ ...notice, body: notice.body.replace(/"id":"(evt_|WH-)/, '"id":"$1X') })

/** Repeatable chance (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = items.map((item) => ({ item, at: random() }))
  return order.sort((a, b) => a.at - b.at).map(({ item }) => item)
}

async function startTakers(rails: Rails, count: number): Promise<{ origins: string[]; stop: () => Promise<void> }> {
  const program = await TestProgram.of('lib/testing/notice-process.ts', ['ignore', 'pipe', 'inherit'])
  const origins = await Promise.all(Array.from({ length: count }, () => addressOf(program.start(rails.settings))))
  return { origins, stop: () => program.stop() }
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('the process says nothing')
  const [line] = (await once(createInterface({ input: stdout }), 'line')) as [string]
  return line
}

type Answered = { status: number; ms: number }

async function sendAll(notices: readonly Notice[], origins: readonly string[], abreast: number): Promise<Answered[]> {
  const answers: Answered[] = []
  const queue = notices.entries()
  const sender = async (): Promise<void> => {
    for (const [i, { provider, body, headers }] of queue) {
      const began = performance.now()
      const { status } = await fetch(`${origins[i % origins.length]}/${provider}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
      answers.push({ status, ms: performance.now() - began })
    }
  }
  await Promise.all(Array.from({ length: abreast }, sender))
  return answers
}

/** What the job of each notice does that was taken in and has not come to its end. */
async function finishJobs(rails: Rails): Promise<void> {
  const left = await platformDb.webhookEvent.findMany({ where: { state: { in: ['received', 'failed'] }, objectId: { not: null } }, select: { id: true } })
  const queue = left.values()
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (const { id } of queue) await processWebhook(systemCtx('webhook.process', systemClock, rails.providers), id)
  }))
}

export type NoticeFigures = { deliveries: number; genuine: number; doubled: number; forged: number; took: Record<number, number>; ackP99: number; seconds: number }

/**
 * The same lives twice: once each notice alone and in order as it comes, once all of them at the end, shuffled, three in ten of them
 * doubled and one in twenty forged, at two processes at once. @returns how both stand, life by life
 */
export async function soakNotices(deliveries: number, purchases: number, seed: number): Promise<{ alone: Stand[]; soaked: Stand[]; figures: NoticeFigures }> {
  const rails = await startRails()
  const random = chance(seed)
  try {
    const alone: Purchase[] = []
    for (let i = 0; i < purchases; i++) {
      const purchase = await orderPro(rails.providers, lifeOf(i).provider)
      alone.push(purchase)
      for (const step of lifeOf(i).steps) {
        await step(rails, purchase)
        for (const { provider, body, headers } of taken(rails)) await deliver(rails.providers, provider, body, headers)
      }
    }
    const soaked: Purchase[] = []
    for (let i = 0; i < purchases; i++) {
      const purchase = await orderPro(rails.providers, lifeOf(i).provider)
      soaked.push(purchase)
      for (const step of lifeOf(i).steps) await step(rails, purchase)
    }
    const [doubled, forgeries] = [Math.floor(deliveries * 0.3), Math.floor(deliveries * 0.05)]
    const genuine = deliveries - doubled - forgeries
    for (let i = 0; rails.stripe.sent.length + rails.paypal.sent.length < genuine; i++) await echo(rails, lifeOf(i), soaked[i % purchases] as Purchase)
    const unique = taken(rails)
    const any = () => unique[Math.floor(random() * unique.length)] as Notice
    const all = shuffled([...unique, ...Array.from({ length: doubled }, any), ...Array.from({ length: forgeries }, () => forged(any()))], random)
    const takers = await startTakers(rails, 2)
    const began = performance.now()
    const answers = await sendAll(all, takers.origins, 8).finally(takers.stop)
    const seconds = (performance.now() - began) / 1000
    await finishJobs(rails)
    const took: Record<number, number> = {}
    for (const { status } of answers) took[status] = (took[status] ?? 0) + 1
    const ackP99 = answers.map(({ ms }) => ms).sort((a, b) => a - b)[Math.floor(answers.length * 0.99)] ?? 0
    return {
      alone: await Promise.all(alone.map(standOf)), soaked: await Promise.all(soaked.map(standOf)),
      figures: { deliveries: all.length, genuine: unique.length, doubled, forged: forgeries, took, ackP99: Math.round(ackP99), seconds: Math.round(seconds) },
    }
  } finally {
    await rails.close()
  }
}

/** Holds both stands against each other and tells the figures. SOAK_SEED shuffles them otherwise. */
export async function expectSameAsAlone(deliveries: number, purchases: number): Promise<void> {
  const seed = Number(process.env.SOAK_SEED ?? 20_261_121)
  const { alone, soaked, figures } = await soakNotices(deliveries, purchases, seed)
  const { genuine, doubled, forged: forgeries, took, ackP99, seconds } = figures
  figure(`${figures.deliveries} notices (${doubled} doubled, ${forgeries} forged, seed ${seed}) in ${seconds} s, answers by status`, JSON.stringify(took))
  figure('notices: ack p99, ms (goal under 300 on an idle machine)', ackP99)
  expect(soaked).toEqual(alone)
  const states = await platformDb.webhookEvent.groupBy({ by: ['state'], where: { eventId: { not: { startsWith: 'unverified:' } } }, _count: true })
  expect(states.filter(({ state }) => state !== 'processed')).toEqual([])
  // Beyond so many a minute forgeries are told to come back later, and no row is kept of them.
  expect({ taken: took[200], refused: (took[400] ?? 0) + (took[429] ?? 0) }).toEqual({ taken: genuine + doubled, refused: forgeries })
}
