import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { platformDb } from '@/lib/db/platform-db'
import { pool } from '@/lib/db/pool'
import { createInvoice } from '@/lib/domain/admin'
import { processWebhook, receiveWebhook, settleOpenPayments } from '@/lib/domain/billing'
import { enqueue } from '@/lib/domain/events/enqueue'
import { drainOutbox } from '@/lib/jobs/drain-outbox'
import { FixedClock, minutes, systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { createTestClient, staffCtx, systemCtx } from './contexts'
import { MoneyProxy, strikePoints, type StrikePoint } from './money-proxy'
import { orderPro, startRails, type Rails } from './payment-rails'
import { kill, TestProgram } from './test-program'

type Kind = 'stripe saved' | 'stripe declined' | 'paypal saved' | 'paypal approved'
const kinds: readonly Kind[] = ['stripe saved', 'paypal saved', 'stripe saved', 'paypal approved', 'stripe declined']
type Due = { clientId: string; invoiceId: string; kind: Kind }

/** An invoice that a worker will collect: from a saved way to pay, or by taking what was approved at PayPal. */
async function due(rails: Rails, kind: Kind): Promise<Due> {
  if (kind === 'paypal approved') {
    const { clientId, invoiceId, externalId } = await orderPro(rails.providers, 'paypal')
    await rails.paypal.approve(externalId ?? '')
    const { body, headers } = rails.paypal.sent.at(-1) ?? { body: '', headers: {} }
    await receiveWebhook(systemCtx('webhook', systemClock, rails.providers), 'paypal', body, headers)
    return { clientId, invoiceId, kind }
  }
  const { clientId } = await createTestClient({ clock: systemClock, providers: rails.providers })
  const isCard = kind !== 'paypal saved'
  const card = rails.stripe.books.newMethod(kind === 'stripe declined' ? '0002' : '4242', 'cus_kills')
  const wallet = `vault-${newId('mth')}`
  rails.paypal.books.vault.set(wallet, null)
  const now = systemClock.now()
  await platformDb.savedMethod.create({ data: {
    id: newId('mth'), clientId, provider: isCard ? 'stripe' : 'paypal', mode: 'test', externalId: isCard ? card.id : wallet, customerRef: isCard ? 'cus_kills' : null,
    kind: isCard ? 'card' : 'paypal', isDefault: true, createdAt: now, updatedAt: now,
  } })
  const { id: invoiceId } = await createInvoice(staffCtx('finance', systemClock, rails.providers), { clientId, lines: [{ description: 'Work', unitMinor: 2_900n }] })
  await enqueue(platformDb, systemClock, clientId, 'invoice.collect', { invoiceId })
  return { clientId, invoiceId, kind }
}

/** A worker's place: with its own ways to the peers, so that it is known who moves money, and a new worker whenever one is killed. */
class Place {
  private child: ChildProcess | undefined
  private isStruck = false
  private isClosed = false
  private proxies: MoneyProxy[] = []

  constructor(private readonly program: TestProgram, private readonly rails: Rails, private readonly wantsKill: () => boolean, private readonly struck: (point: StrikePoint) => void) {}

  async open(): Promise<void> {
    const reached = (point: StrikePoint) => this.reached(point)
    const [stripe, paypal] = await Promise.all([new MoneyProxy(this.rails.stripe.origin, reached).listen(), new MoneyProxy(this.rails.paypal.origin, reached).listen()])
    this.proxies = [stripe, paypal]
    this.start()
  }

  private start(): void {
    const [stripe, paypal] = this.proxies
    this.child = this.program.start({ ...this.rails.settings, ROLE: 'worker', STRIPE_API_BASE: stripe?.origin ?? '', PAYPAL_API_BASE: paypal?.origin ?? '' })
    this.isStruck = false
  }

  /** Strikes at one of three points, by chance; after the answer, a moment later, in the middle of the booking. */
  private async reached(point: StrikePoint): Promise<void> {
    if (this.isStruck || !this.wantsKill() || Math.random() > 0.4) return
    this.isStruck = true
    this.struck(point)
    if (point === 'answered') await sleep(Math.random() * 30)
    if (this.child) await kill(this.child)
    await unlockJobs()
    if (!this.isClosed) this.start()
  }

  async close(): Promise<void> {
    this.isStruck = true
    this.isClosed = true
    await Promise.all(this.proxies.map((proxy) => proxy.close()))
  }
}

/** Frees every job at once, also those that a living worker has in hand: a job may then run twice at the same time. */
async function unlockJobs(): Promise<void> {
  await pool().query('SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker.jobs WHERE locked_by IS NOT NULL')
}

/** Jobs about money that a worker would take now; one that was killed with its worker too often takes part no more. */
async function jobsAtHand(): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(`
    SELECT count(*)::int FROM graphile_worker.jobs j JOIN "Outbox" o ON o."id" = j.key
     WHERE o."topic" IN ('invoice.collect', 'payment.start', 'webhook.process') AND j.attempts < j.max_attempts AND j.run_at <= now()`)
  return rows[0]?.count ?? 0
}

/** What jobs, the janitor and staff, who send on what died with its workers, do with what the dead left, until nothing is open. */
async function finish(rails: Rails, dues: readonly Due[]): Promise<void> {
  const clientIds = dues.map(({ clientId }) => clientId)
  await platformDb.outboxMessage.updateMany({ where: { clientId: { in: clientIds }, deadAt: { not: null } }, data: { deadAt: null } })
  for (let round = 1; round < 20; round++) {
    const later = new FixedClock(new Date(Date.now() + round * minutes(10)))
    const notices = await platformDb.webhookEvent.findMany({ where: { state: { in: ['received', 'failed'] } }, select: { id: true } })
    for (const { id } of notices) await processWebhook(systemCtx('webhook.process', systemClock, rails.providers), id)
    await drainOutbox(systemCtx('outbox', systemClock, rails.providers), clientIds)
    await settleOpenPayments(systemCtx('janitor', later, rails.providers))
    const open = await platformDb.payment.count({ where: { clientId: { in: clientIds }, state: { in: ['created', 'processing', 'unknown'] } } })
    if (open === 0) return
  }
}

export type ChargeKills = { kills: number; points: Record<StrikePoint, number>; invoices: number; wrong: string[]; seconds: number }

/** Two workers collect invoices; each is killed again and again while it moves money, `wanted` times in all. Then the books are held against the peers'. */
export async function killWhileCharging(wanted: number): Promise<ChargeKills> {
  const began = performance.now()
  const rails = await startRails()
  const points: Record<StrikePoint, number> = { unheard: 0, unanswered: 0, answered: 0 }
  const kills = () => strikePoints.reduce((sum, point) => sum + points[point], 0)
  const program = await TestProgram.of('lib/processes/worker.ts')
  const places = [0, 1].map(() => new Place(program, rails, () => kills() < wanted, (point) => { points[point]++ }))
  const dues: Due[] = []
  try {
    await Promise.all(places.map((place) => place.open()))
    while (kills() < wanted) {
      if ((await jobsAtHand()) < 8) dues.push(...await Promise.all(kinds.map((kind) => due(rails, kind))))
      else await sleep(100)
    }
  } finally {
    await Promise.all(places.map((place) => place.close()))
    await program.stop()
  }
  await finish(rails, dues)
  const wrong = (await Promise.all(dues.map((one) => wrongWith(rails, one)))).flat()
  await rails.close()
  return { kills: kills(), points, invoices: dues.length, wrong, seconds: Math.round((performance.now() - began) / 1000) }
}

/** What does not agree about one invoice, between it, its bookings and the peers' own books. */
async function wrongWith({ stripe, paypal }: Rails, { clientId, invoiceId, kind }: Due): Promise<string[]> {
  const invoice = await platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId }, select: { paymentStatus: true, totalMinor: true, payments: { select: { id: true, state: true } } } })
  const ids = new Set(invoice.payments.map(({ id }) => id))
  const taken = [
    ...[...stripe.books.charges.values()].filter(({ metadata }) => ids.has(metadata.payment_id ?? '')).map(({ amount_captured }) => BigInt(amount_captured)),
    ...[...paypal.books.orders.values()].flatMap(({ capture, custom_id }) => (capture && ids.has(custom_id) ? [BigInt(capture.amount.value.replace('.', ''))] : [])),
  ]
  const bookings = await platformDb.ledgerTransaction.count({ where: { clientId, sourceKind: { in: ['payment', 'payment_surplus'] } } })
  const stands = { taken: taken.map(String), bookings, status: invoice.paymentStatus, succeeded: invoice.payments.filter(({ state }) => state === 'succeeded').length }
  const expected = kind === 'stripe declined'
    ? { taken: [], bookings: 0, status: 'unpaid', succeeded: 0 } : { taken: [String(invoice.totalMinor)], bookings: 1, status: 'paid', succeeded: 1 }
  const [is, should] = [JSON.stringify(stands), JSON.stringify(expected)]
  return is === should ? [] : [`${kind} ${invoiceId}: ${is} instead of ${should}`]
}
