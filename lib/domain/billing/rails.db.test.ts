import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { createInvoice } from '@/lib/domain/admin'
import { ledgerBalance } from '@/lib/domain/ledger'
import { systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { stripeClient } from '@/lib/providers/payments/stripe/stripe-client'
import { StripeProvider } from '@/lib/providers/payments/stripe/stripe-provider'
import { as, createTestClient, noProviders, staffCtx } from '@/lib/testing/contexts'
import { deliver, orderPro, startRails, type Purchase, type Rails } from '@/lib/testing/payment-rails'
import { startStripeEmulator } from '@/lib/testing/stripe-emulator'
import { seedCatalog } from '@/prisma/seed/catalog'
import { getPayment } from './get-payment'
import { chargeSaved } from './methods/charge-saved'
import { cancelAtProvider, syncPayment } from './open-payment'
import { payInvoice } from './start-payment'

let rails: Rails
beforeAll(async () => {
  await seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z'))
  rails = await startRails()
})
beforeEach(() => {
  Object.assign(rails.stripe.faults, { loseAnswers: 0, fail: 0 })
  Object.assign(rails.paypal.faults, { loseAnswers: 0, fail: 0 })
})
afterAll(async () => {
  await rails.close()
  await closePool()
})

const janitor = ({ ctx }: Purchase) => as(ctx, { kind: 'system', job: 'janitor' })
const receivable = (clientId: string) => ledgerBalance(platformDb, { clientId, kind: 'receivable', currency: 'USD', mode: 'test' })
const bookings = (clientId: string) => platformDb.ledgerTransaction.count({ where: { clientId, sourceKind: 'payment' } })
const lastStripe = () => { const { body, signature } = rails.stripe.sent.at(-2)!; return { body, headers: { 'stripe-signature': signature } } }

async function expectPaidOnce(purchase: Purchase): Promise<void> {
  expect(await bookings(purchase.clientId)).toBe(1)
  expect(await receivable(purchase.clientId)).toBe(0n)
  expect(await platformDb.subscription.findUnique({ where: { id: purchase.subscriptionId } })).toMatchObject({ status: 'active' })
  expect(await platformDb.invoice.findUnique({ where: { id: purchase.invoiceId } })).toMatchObject({ paymentStatus: 'paid' })
}

describe('Stripe', () => {
  it('is booked once, whatever notices, returns and janitors come at once', async () => {
    const purchase = await orderPro(rails.providers, 'stripe')
    await rails.stripe.payOnPage(purchase.externalId ?? '')
    const { body, headers } = lastStripe()
    await Promise.all([
      ...Array.from({ length: 5 }, () => deliver(rails.providers, 'stripe', body, headers)),
      getPayment(purchase.ctx, { id: purchase.paymentId }), syncPayment(janitor(purchase), purchase.paymentId),
    ])
    await expectPaidOnce(purchase)
  })

  it('an answer that got lost leaves the attempt unknown, and asking finds the same visit', async () => {
    rails.stripe.faults.loseAnswers = 3 // the first call and both retries of Stripe's library
    const purchase = await orderPro(rails.providers, 'stripe')
    expect(await platformDb.payment.findUnique({ where: { id: purchase.paymentId } })).toMatchObject({ state: 'unknown', externalId: null })
    await syncPayment(janitor(purchase), purchase.paymentId)
    const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: purchase.paymentId } })
    expect([...rails.stripe.books.visits.values()].filter((visit) => visit.client_reference_id === purchase.paymentId).map(({ id }) => id)).toEqual([externalId])
    await rails.stripe.payOnPage(externalId ?? '')
    await syncPayment(janitor(purchase), purchase.paymentId)
    await expectPaidOnce(purchase)
  })

  it('a notice that comes before our own answer finds the attempt by our id', async () => {
    rails.stripe.faults.loseAnswers = 3
    const purchase = await orderPro(rails.providers, 'stripe')
    const visit = [...rails.stripe.books.visits.values()].find((one) => one.client_reference_id === purchase.paymentId)
    await rails.stripe.payOnPage(visit?.id ?? '')
    const { body, headers } = lastStripe()
    await deliver(rails.providers, 'stripe', body, headers)
    await expectPaidOnce(purchase)
  })

  it('a forged notice moves nothing, and a true one about another amount is kept as a mismatch', async () => {
    const purchase = await orderPro(rails.providers, 'stripe')
    const body = JSON.stringify({ id: 'evt_forged', object: 'event', type: 'checkout.session.completed', livemode: false, data: { object: { id: purchase.externalId } } })
    await expect(deliver(rails.providers, 'stripe', body, { 'stripe-signature': 't=1,v1=00' })).rejects.toMatchObject({ code: 'invalid_input' })
    const visit = rails.stripe.books.visits.get(purchase.externalId ?? '')!
    visit.amount_total = 1
    await rails.stripe.payOnPage(visit.id)
    const notice = lastStripe()
    await deliver(rails.providers, 'stripe', notice.body, notice.headers)
    expect(await bookings(purchase.clientId)).toBe(0)
    expect(await platformDb.webhookEvent.findFirst({ where: { objectId: visit.id, state: 'failed' } })).not.toBeNull()
  })
})

describe('Stripe as the published emulator has it', () => {
  const secret = 'whsec_emulator'

  /** A client who owes 29.00 and has a card there. The emulator knows no balance, so that it can be used is said for it. */
  async function owing(origin: string) {
    const stripe = stripeClient('sk_test_emulator', origin)
    const provider = Object.assign(new StripeProvider(stripe, 'test', secret), { health: async () => ({ ok: true }) })
    const providers = { ...noProviders, payments: { stripe: provider } }
    const { ctx, clientId } = await createTestClient({ clock: systemClock, providers })
    const { id: customerRef } = await stripe.customers.create({ metadata: { client_id: clientId } })
    const now = systemClock.now()
    await platformDb.savedMethod.create({ data: { id: newId('mth'), clientId, provider: 'stripe', mode: 'test', externalId: 'pm_card_visa', customerRef, kind: 'card', isDefault: true, createdAt: now, updatedAt: now } })
    const { id: invoiceId } = await createInvoice(staffCtx('finance', systemClock, providers), { clientId, lines: [{ description: 'Work', unitMinor: 2_900n }] })
    return { stripe, providers, clientId, invoiceId, system: as(ctx, { kind: 'system', job: 'billing' }) }
  }

  it('charges a card, tells of it, and is believed only when it is asked: booked once, however often it tells', async () => {
    const emulator = await startStripeEmulator(secret)
    try {
      const { stripe, providers, clientId, invoiceId, system } = await owing(emulator.origin)
      expect(await chargeSaved(system, invoiceId)).toMatchObject({ outcome: 'needs_customer' })
      const { externalId } = await platformDb.payment.findFirstOrThrow({ where: { clientId } })
      const tell = async (): Promise<void> => {
        const told = emulator.told.findLast(({ body }) => body.includes(externalId ?? 'none'))
        await expect(deliver(providers, 'stripe', told?.body ?? '', { 'stripe-signature': told?.signature ?? '' })).rejects.toMatchObject({ code: 'invalid_input' })
        // What it leaves out of its notices, signed anew. That it has succeeded is said too soon the first time.
        const payload = JSON.stringify({ id: newId('evt'), livemode: false, type: 'payment_intent.succeeded', data: { object: { id: externalId } } })
        const signature = stripe.webhooks.generateTestHeaderString({ payload, secret })
        await Promise.all(Array.from({ length: 3 }, () => deliver(providers, 'stripe', payload, { 'stripe-signature': signature })))
      }
      await tell()
      expect(await bookings(clientId)).toBe(0)
      await stripe.paymentIntents.confirm(externalId ?? '')
      await tell()
      await tell()
      expect(await bookings(clientId)).toBe(1)
      expect(await receivable(clientId)).toBe(0n)
      expect(await platformDb.invoice.findUnique({ where: { id: invoiceId } })).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
    } finally {
      await emulator.close()
    }
  })
})

describe('a dispute', () => {
  const tell = async () => {
    const { body, signature } = rails.stripe.sent.at(-1)!
    await Promise.all(Array.from({ length: 3 }, () => deliver(rails.providers, 'stripe', body, { 'stripe-signature': signature })))
  }
  const clearing = () => ledgerBalance(platformDb, { clientId: null, kind: 'clearing_stripe', currency: 'USD', mode: 'test' })
  const invoiceOf = ({ invoiceId }: Purchase) => platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId } })

  async function disputed() {
    const purchase = await orderPro(rails.providers, 'stripe')
    await rails.stripe.payOnPage(purchase.externalId ?? '')
    await syncPayment(janitor(purchase), purchase.paymentId)
    const before = await clearing()
    const id = await rails.stripe.dispute(purchase.externalId ?? '', 'needs_response')
    await tell()
    return { purchase, before, id }
  }

  it('opens what was paid again, once, and the money is gone from the provider’s account', async () => {
    const { purchase, before } = await disputed()
    expect(await invoiceOf(purchase)).toMatchObject({ paymentStatus: 'unpaid', paidMinor: 0n, disputedAt: expect.any(Date) })
    expect(await receivable(purchase.clientId)).toBe(2_900n)
    expect(await clearing()).toBe(before - 2_900n)
    expect(await platformDb.dispute.count({ where: { clientId: purchase.clientId, state: 'open' } })).toBe(1)
  })

  it('that is only an inquiry of the bank moves nothing', async () => {
    const purchase = await orderPro(rails.providers, 'stripe')
    await rails.stripe.payOnPage(purchase.externalId ?? '')
    await syncPayment(janitor(purchase), purchase.paymentId)
    await rails.stripe.dispute(purchase.externalId ?? '', 'warning_needs_response')
    await tell()
    expect(await invoiceOf(purchase)).toMatchObject({ paymentStatus: 'paid', disputedAt: null })
    expect(await platformDb.dispute.count({ where: { clientId: purchase.clientId } })).toBe(0)
  })

  it('whose notice overtakes that of its payment books that first', async () => {
    const purchase = await orderPro(rails.providers, 'stripe')
    await rails.stripe.payOnPage(purchase.externalId ?? '')
    await rails.stripe.dispute(purchase.externalId ?? '', 'needs_response')
    await tell()
    expect(await bookings(purchase.clientId)).toBe(1)
    expect(await invoiceOf(purchase)).toMatchObject({ paymentStatus: 'unpaid', disputedAt: expect.any(Date) })
    expect(await platformDb.webhookEvent.count({ where: { about: 'dispute', state: { notIn: ['processed', 'ignored'] } } })).toBe(0)
  })

  it('that is won leaves everything as it was', async () => {
    const { purchase, before, id } = await disputed()
    await rails.stripe.dispute(purchase.externalId ?? '', 'won', id)
    await tell()
    expect(await invoiceOf(purchase)).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n, disputedAt: null })
    expect(await receivable(purchase.clientId)).toBe(0n)
    expect(await clearing()).toBe(before)
  })

  it('that is lost leaves the invoice to be paid, and paying it again settles it', async () => {
    const { purchase, id } = await disputed()
    await rails.stripe.dispute(purchase.externalId ?? '', 'lost', id)
    await tell()
    expect(await invoiceOf(purchase)).toMatchObject({ paymentStatus: 'unpaid', disputedAt: null })
    const again = await payInvoice(purchase.ctx, { id: purchase.invoiceId, provider: 'stripe' })
    const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: again.id } })
    await rails.stripe.payOnPage(externalId ?? '')
    await syncPayment(janitor(purchase), again.id)
    expect(await invoiceOf(purchase)).toMatchObject({ paymentStatus: 'paid' })
    expect(await receivable(purchase.clientId)).toBe(0n)
  })
})

describe('PayPal', () => {
  const approved = async (purchase: Purchase) => {
    await rails.paypal.approve(purchase.externalId ?? '')
    return rails.paypal.sent.at(-1)!
  }

  it('takes the approved money once, when return and notice arrive together', async () => {
    const purchase = await orderPro(rails.providers, 'paypal')
    const { body, headers } = await approved(purchase)
    await Promise.all([deliver(rails.providers, 'paypal', body, headers), getPayment(purchase.ctx, { id: purchase.paymentId }), syncPayment(janitor(purchase), purchase.paymentId)])
    await syncPayment(janitor(purchase), purchase.paymentId)
    await expectPaidOnce(purchase)
    expect(rails.paypal.books.order(purchase.externalId ?? '').capture).not.toBeNull()
  })

  it('takes nothing for an attempt that was given up, even when it is approved afterwards', async () => {
    const purchase = await orderPro(rails.providers, 'paypal')
    await payInvoice(purchase.ctx, { id: purchase.invoiceId, provider: 'stripe' })
    await cancelAtProvider(janitor(purchase), purchase.paymentId)
    const { body, headers } = await approved(purchase)
    await deliver(rails.providers, 'paypal', body, headers)
    expect(rails.paypal.books.order(purchase.externalId ?? '').capture).toBeNull()
    expect(await bookings(purchase.clientId)).toBe(0)
  })

  it('a capture whose answer was lost is found captured, and booked once', async () => {
    const purchase = await orderPro(rails.providers, 'paypal')
    await approved(purchase)
    rails.paypal.faults.loseAnswers = 1
    await expect(syncPayment(janitor(purchase), purchase.paymentId)).rejects.toMatchObject({ code: 'upstream_failed' })
    await syncPayment(janitor(purchase), purchase.paymentId)
    await expectPaidOnce(purchase)
  })
})
