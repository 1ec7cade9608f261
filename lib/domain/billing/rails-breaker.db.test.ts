import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { createInvoice } from '@/lib/domain/admin'
import { systemClock } from '@/lib/kernel/clock'
import { healthOf } from '@/lib/providers/payments/health'
import { stripeError } from '@/lib/providers/payments/stripe/stripe-errors'
import type { PaymentProvider } from '@/lib/providers/payments/types'
import { newPaymentBreaker, withBreaker } from '@/lib/providers/payments/with-breaker'
import { createTestClient, staffCtx } from '@/lib/testing/contexts'
import { startRails, type Rails } from '@/lib/testing/payment-rails'
import { seedCatalog } from '@/prisma/seed/catalog'
import { chargeSaved } from './methods/charge-saved'
import { payInvoice } from './start-payment'
import { syncPayment } from './open-payment'

let rails: Rails
beforeAll(async () => {
  await seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z'))
  rails = await startRails()
})
beforeEach(async () => {
  rails.paypal.faults.fail = 0
  await platformDb.paymentBreaker.deleteMany()
})
afterAll(async () => {
  await rails.close()
  await closePool()
})

/** PayPal as another process has it: with a memory of its own. */
const inAProcess = (): PaymentProvider => withBreaker(rails.providers.payments.paypal as PaymentProvider, newPaymentBreaker())
const codeOf = (call: Promise<unknown>): Promise<string> => call.then(() => 'answered', (error: { code?: string }) => error.code ?? String(error))
/** Its minute is over. */
const later = () => platformDb.paymentBreaker.updateMany({ data: { openUntil: new Date(Date.now() - 1_000), probeUntil: null } })

it('five calls without an answer, from whatever process, and nobody sends it anything', async () => {
  const [one, two, three] = [inAProcess(), inAProcess(), inAProcess()]
  expect(await healthOf(one)).toMatchObject({ ok: true })
  rails.paypal.faults.fail = 5
  for (const provider of [one, two, one, two, one]) expect(await codeOf(provider.fetch('NOBODY'))).toBe('upstream_failed')
  expect(await codeOf(three.fetch('NOBODY'))).toBe('unavailable')
  expect(await healthOf(one)).toMatchObject({ ok: false }) // what was remembered does not count
  expect(await three.health()).toMatchObject({ ok: false, reason: expect.stringContaining('left alone') })
  expect(await platformDb.paymentBreaker.findUnique({ where: { provider: 'paypal' } })).toMatchObject({ failures: 5, openings: 1, reason: 'failing' })
})

it('nothing that a provider can do is lost behind it', () => {
  for (const provider of [rails.providers.payments.stripe, rails.providers.payments.paypal]) {
    const kept = withBreaker(provider as PaymentProvider)
    const callsOf = (one: object | undefined): string[] => [...Object.keys(one ?? {}), ...Object.getOwnPropertyNames(Object.getPrototypeOf(one ?? {}))].filter((name) => typeof Reflect.get(one ?? {}, name) === 'function').sort()
    for (const pick of [(one: PaymentProvider) => one, ({ savedMethods }: PaymentProvider) => savedMethods, ({ refunds }: PaymentProvider) => refunds, ({ disputes }: PaymentProvider) => disputes]) {
      expect(callsOf(pick(kept))).toEqual(callsOf(pick(provider as PaymentProvider)))
    }
    expect({ id: kept.id, mode: kept.mode, currencies: kept.currencies }).toEqual({ id: provider?.id, mode: provider?.mode, currencies: provider?.currencies })
  }
})

it('answers that say no are answers', async () => {
  const provider = inAProcess()
  for (let i = 0; i < 7; i++) expect(await codeOf(provider.refunds?.fetch('NOBODY') ?? Promise.resolve())).toBe('unsupported')
  expect(await platformDb.paymentBreaker.count()).toBe(0)
})

it('asking too often is answered too: it keeps nobody else from paying', async () => {
  const busy = { ...rails.providers.payments.paypal, id: 'stripe', fetch: () => Promise.reject(stripeError(new Stripe.errors.StripeRateLimitError({ type: 'rate_limit_error' }))) } as unknown as PaymentProvider
  const provider = withBreaker(busy, newPaymentBreaker())
  for (let i = 0; i < 7; i++) expect(await codeOf(provider.fetch('NOBODY'))).toBe('upstream_failed')
  expect(await platformDb.paymentBreaker.count()).toBe(0)
})

it('after its minute one call at a time tries; the first answer ends it for all', async () => {
  const [one, two] = [inAProcess(), inAProcess()]
  rails.paypal.faults.fail = 6
  for (let i = 0; i < 5; i++) await codeOf(one.fetch('NOBODY'))
  await later()
  const tries = await Promise.all(Array.from({ length: 6 }, () => codeOf(two.fetch('NOBODY'))))
  expect(tries.sort()).toEqual([...Array<string>(5).fill('unavailable'), 'upstream_failed'])
  await later()
  expect(await inAProcess().health()).toEqual({ ok: true })
  expect(await platformDb.paymentBreaker.count()).toBe(0)
  expect(await codeOf(inAProcess().fetch('NOBODY'))).toBe('answered')
})

it('a payment that meets it has sent nothing, and goes on when it is over', async () => {
  const payments = { paypal: inAProcess() }
  const { ctx, clientId } = await createTestClient({ clock: systemClock, providers: { ...rails.providers, payments } })
  const { id } = await createInvoice(staffCtx('finance', systemClock, rails.providers), { clientId, lines: [{ description: 'Work', unitMinor: 2_900n }] })
  rails.paypal.faults.fail = 5
  for (let i = 0; i < 5; i++) await codeOf(payments.paypal.fetch('NOBODY'))
  const orders = rails.paypal.books.orders.size
  expect(await codeOf(payInvoice(ctx, { id, provider: 'paypal' }))).toBe('unavailable')
  const system = { ...ctx, actor: { kind: 'system' as const, job: 'janitor' } }
  expect(await chargeSaved(system, id)).toEqual({ outcome: 'no_method' })
  const attempt = await platformDb.payment.findFirstOrThrow({ where: { clientId } })
  expect({ state: attempt.state, sent: rails.paypal.books.orders.size - orders }).toEqual({ state: 'created', sent: 0 })
  await later()
  await syncPayment({ ...system, providers: { ...rails.providers, payments: { paypal: inAProcess() } } }, attempt.id)
  expect(await platformDb.payment.findFirstOrThrow({ where: { clientId } })).toMatchObject({ state: 'awaiting_customer' })
})
