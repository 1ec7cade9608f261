import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { createInvoice } from '@/lib/domain/admin'
import { FixedClock, hours, systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { createTestClient, staffCtx, systemCtx } from '@/lib/testing/contexts'
import { deliver, orderPro, startRails, type Rails } from '@/lib/testing/payment-rails'
import { seedCatalog } from '@/prisma/seed/catalog'
import { applyDispute } from './disputes/apply-dispute'
import { chargeSaved } from './methods/charge-saved'
import { receiveWebhook } from './platform/receive-webhook'
import { settleOpenPayments } from './platform/run-billing'

let rails: Rails
beforeAll(async () => {
  await seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z'))
  rails = await startRails()
})
beforeEach(() => { Object.assign(rails.stripe.faults, { loseAnswers: 0, unheard: 0, fail: 0 }) })
afterAll(async () => {
  await rails.close()
  await closePool()
})

async function saveCard(clientId: string, last4 = '4242', isDefault = true): Promise<void> {
  const { id: externalId } = rails.stripe.books.newMethod(last4, 'cus_faults')
  const now = systemClock.now()
  await platformDb.savedMethod.updateMany({ where: { clientId }, data: { isDefault: false } })
  await platformDb.savedMethod.create({ data: { id: newId('mth'), clientId, provider: 'stripe', mode: 'test', externalId, customerRef: 'cus_faults', kind: 'card', isDefault, createdAt: now, updatedAt: now } })
}

/** A client with a saved card and an open invoice of 29.00. */
async function owing() {
  const { ctx, clientId } = await createTestClient({ clock: systemClock, providers: rails.providers })
  await saveCard(clientId)
  const { id: invoiceId } = await createInvoice(staffCtx('finance', systemClock, rails.providers), { clientId, lines: [{ description: 'Work', unitMinor: 2_900n }] })
  return { clientId, invoiceId, system: { ...ctx, actor: { kind: 'system' as const, job: 'billing' } } }
}

const chargesOf = (paymentId: string) => [...rails.stripe.books.charges.values()].filter(({ metadata }) => metadata.payment_id === paymentId).length
const paymentOf = (clientId: string) => platformDb.payment.findFirstOrThrow({ where: { clientId } })
/** The janitor a day later, when Stripe remembers no key of today. */
async function nextDay(): Promise<void> {
  rails.stripe.forgetKeys()
  await settleOpenPayments(systemCtx('janitor', new FixedClock(new Date(Date.now() + hours(25))), rails.providers))
}

describe('a charge whose answer was lost and whose key is forgotten', () => {
  it('is found by our id and booked, and nothing is charged again', async () => {
    const { clientId, invoiceId, system } = await owing()
    rails.stripe.faults.loseAnswers = 3
    expect(await chargeSaved(system, invoiceId)).toMatchObject({ outcome: 'unknown' })
    await nextDay()
    const { id, state } = await paymentOf(clientId)
    expect({ state, charges: chargesOf(id) }).toEqual({ state: 'succeeded', charges: 1 })
    expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId } })).toMatchObject({ paymentStatus: 'paid' })
  })

  it('that never arrived has failed, and is not sent by itself any more', async () => {
    const { clientId, invoiceId, system } = await owing()
    rails.stripe.faults.unheard = 3
    expect(await chargeSaved(system, invoiceId)).toMatchObject({ outcome: 'unknown' })
    await nextDay()
    const { id, state, failureCode } = await paymentOf(clientId)
    expect({ state, failureCode, charges: chargesOf(id) }).toEqual({ state: 'failed', failureCode: 'never_arrived', charges: 0 })
  })

  it('stays unknown while Stripe cannot be asked', async () => {
    const { clientId, invoiceId, system } = await owing()
    rails.stripe.faults.loseAnswers = 3
    await chargeSaved(system, invoiceId)
    rails.stripe.faults.fail = 3
    await nextDay()
    expect(await paymentOf(clientId)).toMatchObject({ state: 'unknown' })
  })

  it('is found behind the page it was paid on', async () => {
    rails.stripe.faults.loseAnswers = 3
    const { clientId, paymentId } = await orderPro(rails.providers, 'stripe')
    const visit = [...rails.stripe.books.visits.values()].find((one) => one.client_reference_id === paymentId)
    await rails.stripe.payOnPage(visit?.id ?? '')
    await nextDay()
    expect(await paymentOf(clientId)).toMatchObject({ state: 'succeeded', externalId: visit?.id })
  })
})

describe('what a bank took back for good', () => {
  it('is not charged again by itself, but to a card that was saved later', async () => {
    const { clientId, invoiceId, system } = await owing()
    await chargeSaved(system, invoiceId)
    const { id: paymentId } = await paymentOf(clientId)
    await applyDispute(system, { paymentId, externalId: newId('dsp'), state: 'lost', amountMinor: 2_900n, currency: 'USD', reason: 'fraudulent', respondBy: null })
    expect(await chargeSaved(system, invoiceId)).toEqual({ outcome: 'disputed' })
    await saveCard(clientId)
    expect(await chargeSaved(system, invoiceId)).toMatchObject({ outcome: 'paid' })
    expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId } })).toMatchObject({ paymentStatus: 'paid' })
  })
})

describe('an address that forges notices', () => {
  const forge = (ip: string) => receiveWebhook({ ...systemCtx('webhook', systemClock, rails.providers), ip }, 'stripe', '{"id":"evt_forged"}', { 'stripe-signature': 't=1,v1=00' })
  const codes = async (ip: string, count: number) => (await Promise.allSettled(Array.from({ length: count }, () => forge(ip)))).map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'taken'))
  const rows = () => platformDb.webhookEvent.count({ where: { state: 'rejected' } })

  it('is told to come back later before more of it is stored; what is genuine is taken in from there too', async () => {
    const before = await rows()
    let asked = 0
    const ask = async (count: number) => {
      asked += count
      return codes('203.0.113.9', count)
    }
    for (let i = 0; i < 4; i++) await ask(10)
    // Every two seconds one more may be kept, which some of five may meet.
    await expect.poll(() => ask(5)).toEqual(Array(5).fill('rate_limited'))
    expect(await rows() - before).toBeLessThan(asked)
    expect(await codes('203.0.113.10', 1)).toEqual(['invalid_input'])
    const purchase = await orderPro(rails.providers, 'stripe')
    await rails.stripe.payOnPage(purchase.externalId ?? '')
    const { body, signature } = rails.stripe.sent.at(-2) ?? { body: '', signature: '' }
    await receiveWebhook({ ...systemCtx('webhook', systemClock, rails.providers), ip: '203.0.113.9' }, 'stripe', body, { 'stripe-signature': signature })
    await deliver(rails.providers, 'stripe', body, { 'stripe-signature': signature })
    expect(await platformDb.webhookEvent.count({ where: { objectId: purchase.externalId, state: { in: ['received', 'processed'] } } })).toBe(1)
  })
})
