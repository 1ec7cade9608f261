import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { money } from '@/lib/kernel/money'
import { differences, hasStripeExamples, stripeExamples } from '@/lib/testing/stripe-peer/published'
import { StripePeer } from '@/lib/testing/stripe-peer/stripe-peer'
import type { StartInput } from '../types'
import { stripeClient } from './stripe-client'
import { StripeProvider } from './stripe-provider'

const secret = 'whsec_stripe_test_secret'
const peer = new StripePeer(secret)
let provider: StripeProvider
let count = 0

beforeAll(async () => {
  await peer.listen()
  provider = new StripeProvider(stripeClient('sk_test_1', peer.origin), 'test', secret)
})
beforeEach(() => void Object.assign(peer.faults, { loseAnswers: 0, fail: 0, holdWebhooks: false }))
afterAll(() => peer.close())

const order = (more: Partial<StartInput> = {}): StartInput => {
  count += 1
  return {
    paymentId: `pay_${count}`, invoiceId: `inv_${count}`, amount: money(2_900n, 'USD'), description: 'MTX-2026-000001', returnUrl: 'http://localhost/back',
    cancelUrl: 'http://localhost/cancel', idempotencyKey: `pay:inv_${count}:1`, ...more,
  }
}
async function savedCard(last4: string) {
  const started = await provider.start(order({ saveMethod: true }))
  peer.books.finish(peer.books.visits.get(started.externalId)!, '4242')
  const { savedMethod } = await provider.fetch(started.externalId)
  peer.books.methods.get(savedMethod!.ref)!.card.last4 = last4
  return savedMethod!
}
async function paid(amount = money(2_900n, 'USD')) {
  const input = order({ amount })
  const { externalId } = await provider.start(input)
  await peer.payOnPage(externalId)
  return { externalId, paymentId: input.paymentId }
}

describe('a payment on Stripe’s page', () => {
  test('waits for the customer, then is what the customer paid, under our own id', async () => {
    const input = order()
    const started = await provider.start(input)
    expect(started).toMatchObject({ state: 'awaiting_customer', redirectUrl: `${peer.origin}/c/pay/${started.externalId}` })
    await peer.payOnPage(started.externalId)
    expect(await provider.fetch(started.externalId)).toMatchObject({ state: 'succeeded', amount: money(2_900n, 'USD'), paymentId: input.paymentId, mode: 'test' })
  })

  test('is one visit however often it is started, also when Stripe’s answer was lost', async () => {
    const input = order()
    const visits = peer.books.visits.size
    peer.faults.loseAnswers = 1
    const first = await provider.start(input)
    const second = await provider.start(input)
    expect(second.externalId).toBe(first.externalId)
    expect(peer.books.visits.size).toBe(visits + 1)
  })

  test('leaves it open whether Stripe acted when Stripe keeps failing', async () => {
    peer.faults.fail = 10
    await expect(provider.start(order())).rejects.toMatchObject({ code: 'upstream_failed' })
  })

  test('is over when it was given up, and stays paid when the customer was faster', async () => {
    const given = await provider.start(order())
    expect(await provider.cancel(given.externalId, 'cancel:1')).toMatchObject({ state: 'expired' })
    const { externalId } = await paid()
    expect(await provider.cancel(externalId, 'cancel:2')).toMatchObject({ state: 'succeeded' })
  })

  test.each([['JPY', 500n], ['KWD', 12_340n], ['ISK', 1_500n]])('keeps an amount of %s exact on the way there and back', async (currency, minor) => {
    const { externalId } = await paid(money(minor, currency))
    expect((await provider.fetch(externalId)).amount).toEqual(money(minor, currency))
  })

  test('refuses an amount Stripe cannot take exactly instead of changing it', async () => {
    await expect(provider.start(order({ amount: money(12_345n, 'KWD') }))).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('a saved card', () => {
  test('is told with what a person knows it by, and never without being asked for', async () => {
    expect(await savedCard('4242')).toMatchObject({ kind: 'card', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2034, fingerprint: 'fp_4242' })
    const { externalId } = await paid()
    expect(await provider.fetch(externalId)).not.toHaveProperty('savedMethod')
  })

  test('can be added without paying', async () => {
    const begun = await provider.savedMethods.begin({ clientId: 'cli_1', customerRef: null, currency: 'USD', returnUrl: 'http://localhost/back', cancelUrl: 'http://localhost/x', idempotencyKey: 'save:1' })
    expect(await provider.savedMethods.finish(begun.externalId)).toBeNull()
    await peer.payOnPage(begun.externalId)
    expect(await provider.savedMethods.finish(begun.externalId)).toMatchObject({ last4: '4242', customerRef: expect.stringMatching(/^cus_/) })
  })

  test.each([
    ['4242', { state: 'succeeded' }],
    ['9995', { state: 'failed', failureCode: 'insufficient_funds', isFinal: false }],
    ['9979', { state: 'failed', failureCode: 'stolen_card', isFinal: true }],
    ['3155', { state: 'failed', failureCode: 'authentication_required', isFinal: false }],
  ])('charged without the customer, card %s answers %j', async (last4, outcome) => {
    const { ref, customerRef } = await savedCard(last4)
    expect(await provider.savedMethods.charge({ ...order(), methodRef: ref, customerRef })).toMatchObject(outcome)
  })

  test('is charged once for one key, also when the answer was lost', async () => {
    const { ref, customerRef } = await savedCard('4242')
    const input = { ...order(), methodRef: ref, customerRef }
    const charges = peer.books.charges.size
    peer.faults.loseAnswers = 1
    await provider.savedMethods.charge(input)
    await provider.savedMethods.charge(input)
    expect(peer.books.charges.size).toBe(charges + 1)
  })

  test('is seen and changed on Stripe’s own page, by nobody but its customer', async () => {
    const { customerRef } = await savedCard('4242')
    const page = await provider.savedMethods.manage?.(customerRef ?? '', 'http://localhost/billing/methods')
    expect(page?.redirectUrl).toBe(`${peer.origin}/p/session/${customerRef}`)
    await expect(provider.savedMethods.manage?.('cus_nobody', 'http://localhost/x')).rejects.toMatchObject({ name: 'DomainError' })
  })

  test('may be removed twice', async () => {
    const { ref } = await savedCard('4242')
    await provider.savedMethods.remove(ref)
    await expect(provider.savedMethods.remove(ref)).resolves.toBeUndefined()
  })
})

describe('a refund', () => {
  test('goes back in parts, never above what was paid', async () => {
    const { externalId } = await paid()
    const part = (n: number, minor: bigint) => provider.refunds.create({ refundId: `ref_${n}`, externalId, amount: money(minor, 'USD'), reason: 'asked', idempotencyKey: `ref:${externalId}:${n}` })
    expect(await part(1, 2_000n)).toMatchObject({ state: 'succeeded', amount: money(2_000n, 'USD'), refundId: 'ref_1' })
    await expect(part(2, 901n)).rejects.toMatchObject({ code: 'invalid_state' })
    expect(await part(3, 900n)).toMatchObject({ state: 'succeeded' })
  })
})

describe('a notice', () => {
  const now = new Date()
  const signed = async (type: string, object: object) => {
    peer.faults.holdWebhooks = true
    await peer.announce(type, object)
    return peer.sent.at(-1)!
  }

  test('is taken when Stripe signed it, and says which object to ask for', async () => {
    const { id, body, signature } = await signed('checkout.session.completed', { id: 'cs_test_1' })
    expect(provider.verifyWebhook(body, { 'stripe-signature': signature }, now)).toEqual({ eventId: id, type: 'checkout.session.completed', externalId: 'cs_test_1', about: 'payment', mode: 'test' })
  })

  test.runIf(hasStripeExamples)('has only the fields of Stripe’s published event, of their types', async () => {
    const { body } = await signed('payment_intent.succeeded', { object: 'payment_intent' })
    expect(differences(JSON.parse(body) as Record<string, unknown>, stripeExamples())).toEqual([])
  })

  test('of the intent inside a visit to the page concerns nothing: the visit’s own notice does', async () => {
    const { body, signature } = await signed('payment_intent.succeeded', { id: 'pi_1', metadata: { via: 'checkout' } })
    expect(provider.verifyWebhook(body, { 'stripe-signature': signature }, now)).toMatchObject({ externalId: null })
  })

  test('is refused when it was changed, is old, is of the other mode, or is not signed', async () => {
    const { body, signature } = await signed('refund.updated', { id: 're_1' })
    const bad = (text: string, sign: string, at = now) => expect(() => provider.verifyWebhook(text, { 'stripe-signature': sign }, at)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
    bad(body.replace('re_1', 're_2'), signature)
    bad(body, signature, new Date(now.getTime() + 600_000))
    bad(body, 't=1,v1=00')
    expect(() => new StripeProvider(stripeClient('sk_live_1', peer.origin), 'live', secret).verifyWebhook(body, { 'stripe-signature': signature }, now)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  })

  test.each([[undefined], [''], ['   ']])('is never believed with the secret %j', (unset) => {
    const bare = new StripeProvider(stripeClient('sk_test_1', peer.origin), 'test', unset)
    expect(() => bare.verifyWebhook('{}', { 'stripe-signature': 't=1,v1=00' }, now)).toThrow(expect.objectContaining({ code: 'not_configured' }))
  })
})

test('its own books list every payment and refund with our ids', async () => {
  const { externalId, paymentId } = await paid(money(777n, 'USD'))
  await provider.refunds.create({ refundId: 'ref_books', externalId, amount: money(77n, 'USD'), reason: 'asked', idempotencyKey: 'ref:books' })
  const all = []
  for await (const one of provider.listTransactions(new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000))) all.push(one)
  expect(all).toContainEqual(expect.objectContaining({ kind: 'payment', paymentId, amount: money(777n, 'USD') }))
  expect(all).toContainEqual(expect.objectContaining({ kind: 'refund', refundId: 'ref_books', amount: money(77n, 'USD') }))
})

test('its health says what is missing', async () => {
  expect(await provider.health()).toEqual({ ok: true })
  expect(await new StripeProvider(stripeClient('sk_test_1', peer.origin), 'test', undefined).health()).toMatchObject({ ok: false, reason: expect.stringContaining('STRIPE_WEBHOOK_SECRET') })
  peer.faults.fail = 10
  expect(await provider.health()).toMatchObject({ ok: false })
})
