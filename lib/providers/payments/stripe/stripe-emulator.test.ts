import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type Stripe from 'stripe'
import { money } from '@/lib/kernel/money'
import { figure } from '@/lib/testing/figure'
import { startStripeEmulator, type StripeEmulator, type Told } from '@/lib/testing/stripe-emulator'
import type { ChargeSavedInput } from '../types'
import { stripeClient } from './stripe-client'
import { StripeProvider } from './stripe-provider'

// A third witness beside our own peer and Stripe's published types: an emulator that others wrote. It knows less than the peer, and what it
// does not know is held here as well, so that a newer one that does is noticed. No test waits: it tells before it answers.
const secret = 'whsec_emulator_test_secret'
const patienceMs = 120_000
const dollars = money(2_900n, 'USD')
let emulator: StripeEmulator
let stripe: Stripe
let provider: StripeProvider
let customerRef: string
let count = 0

beforeAll(async () => {
  emulator = await startStripeEmulator(secret)
  stripe = stripeClient('sk_test_emulator', emulator.origin)
  provider = new StripeProvider(stripe, 'test', secret)
  customerRef = (await stripe.customers.create({ email: 'client@example.com', metadata: { client_id: 'cli_1' } })).id
}, patienceMs)
afterAll(() => emulator.close())

function order(): ChargeSavedInput & { customerRef: string } {
  count += 1
  return {
    paymentId: `pay_${count}`, invoiceId: `inv_${count}`, amount: dollars, description: 'MTX-2026-000001', returnUrl: 'http://localhost/back?id={CHECKOUT_SESSION_ID}',
    cancelUrl: 'http://localhost/cancel', idempotencyKey: `pay:inv_${count}:1`, methodRef: 'pm_card_visa', customerRef,
  }
}

/** A charge that the customer has confirmed. */
async function confirmed() {
  const input = order()
  const { externalId } = await provider.savedMethods.charge(input)
  await stripe.paymentIntents.confirm(externalId)
  return { externalId, paymentId: input.paymentId }
}

/** A visit to the emulator's own page, of a price that is kept there. */
async function visit() {
  const product = await stripe.products.create({ name: 'Pro' })
  const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 2_900 })
  const { cancelUrl: cancel_url, returnUrl: success_url } = order()
  return stripe.checkout.sessions.create({ mode: 'payment', customer: customerRef, line_items: [{ price: price.id, quantity: 1 }], success_url, cancel_url })
}
const pressPay = (id: string) => fetch(`${emulator.origin}/checkout/${id}/complete`, { method: 'POST', redirect: 'manual' })

describe('what the emulator does as we understand Stripe', { timeout: patienceMs }, () => {
  test('a charge is kept under our id with its exact amount, and has succeeded once it is confirmed', async () => {
    const input = order()
    const charged = await provider.savedMethods.charge(input)
    expect(charged).toMatchObject({ state: 'awaiting_customer', amount: dollars, paymentId: input.paymentId, mode: 'test' })
    expect(await provider.fetch(charged.externalId)).toEqual(charged)
    await stripe.paymentIntents.confirm(charged.externalId)
    expect(await provider.fetch(charged.externalId)).toMatchObject({ state: 'succeeded', amount: dollars, paymentId: input.paymentId })
  })

  test('a charge without a card waits for one; given up it is canceled, and one that succeeded stays so', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'jpy' })
    expect(await provider.fetch(id)).toMatchObject({ state: 'failed', amount: money(500n, 'JPY') })
    expect(await provider.cancel(id, `cancel:${id}`)).toMatchObject({ state: 'canceled' })
    expect(await provider.cancel(id, `cancel:${id}:2`)).toMatchObject({ state: 'canceled' })
    const { externalId } = await confirmed()
    expect(await provider.cancel(externalId, `cancel:${externalId}`)).toMatchObject({ state: 'succeeded' })
  })

  test('a visit to its page is paid there and leads back; given up it has expired, unless the customer was faster', async () => {
    const { id, url } = await visit()
    expect(await provider.fetch(id)).toMatchObject({ externalId: id, state: 'awaiting_customer', redirectUrl: url })
    expect(await (await fetch(url ?? '')).text()).toContain('29.00')
    expect((await pressPay(id)).headers.get('location')).toBe(`http://localhost/back?id=${id}`)
    expect(await provider.cancel(id, `cancel:${id}`)).toMatchObject({ state: 'succeeded' })
    const given = await visit()
    expect(await provider.cancel(given.id, `cancel:${given.id}`)).toMatchObject({ state: 'expired' })
  })

  test('a page for adding a card is opened, and nothing is kept while nobody has been there', async () => {
    const { returnUrl, cancelUrl, idempotencyKey } = order()
    const begun = await provider.savedMethods.begin({ clientId: 'cli_1', customerRef, currency: 'USD', returnUrl, cancelUrl, idempotencyKey })
    expect(begun).toMatchObject({ redirectUrl: `${emulator.origin}/checkout/${begun.externalId}` })
    expect(await provider.savedMethods.finish(begun.externalId)).toBeNull()
  })

  test('what it refuses is refused for certain: unknown objects, an unknown customer, no amount', async () => {
    await expect(provider.fetch('pi_nothing')).rejects.toMatchObject({ code: 'unsupported', internal: expect.stringContaining('resource_missing') })
    await expect(provider.fetch('cs_nothing')).rejects.toMatchObject({ code: 'unsupported', internal: expect.stringContaining('resource_missing') })
    await expect(provider.savedMethods.charge({ ...order(), customerRef: 'cus_nobody' })).rejects.toMatchObject({ code: 'unsupported' })
    await expect(provider.savedMethods.charge({ ...order(), amount: money(0n, 'USD') })).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('its notices', { timeout: patienceMs }, () => {
  const headers = ({ signature }: Told) => ({ 'stripe-signature': signature })
  const refusal = (internal: string) => expect.objectContaining({ code: 'invalid_input', internal })
  /** With what it leaves out of every notice, signed anew. */
  const completed = ({ body }: Told): Told => {
    const payload = JSON.stringify({ ...(JSON.parse(body) as object), id: 'evt_1', livemode: false })
    return { body: payload, signature: stripe.webhooks.generateTestHeaderString({ payload, secret }) }
  }
  async function notice(): Promise<{ told: Told; externalId: string }> {
    const { externalId } = await confirmed()
    const told = emulator.told.findLast(({ body }) => body.includes('payment_intent.succeeded') && body.includes(externalId))
    if (!told) throw new Error('the emulator told nothing')
    return { told, externalId }
  }

  test('are signed as Stripe signs: the library takes them, and changed, old or of another secret ours does not', async () => {
    const { told, externalId } = await notice()
    expect(stripe.webhooks.constructEvent(told.body, told.signature, secret).data.object).toMatchObject({ id: externalId, status: 'succeeded' })
    for (const { body, signature } of emulator.told) expect(stripe.webhooks.constructEvent(body, signature, secret).type).toMatch(/^[a-z_]+\./)
    figure('the published emulator of Stripe', `${emulator.told.length} notices of its own, each with a signature that the library takes`)
    const forged = refusal('the signature is not right')
    expect(() => provider.verifyWebhook(told.body.replace('2900', '1'), headers(told), new Date())).toThrow(forged)
    expect(() => provider.verifyWebhook(told.body, headers(told), new Date(Date.now() + 3_600_000))).toThrow(forged)
    expect(() => new StripeProvider(stripe, 'test', 'whsec_another').verifyWebhook(told.body, headers(told), new Date())).toThrow(forged)
  })

  test('name neither themselves nor their mode, and are refused for that; with both they are taken, and say what to ask for', async () => {
    const { told, externalId } = await notice()
    expect(Object.keys(JSON.parse(told.body) as object)).toEqual(['type', 'data'])
    expect(() => provider.verifyWebhook(told.body, headers(told), new Date())).toThrow(refusal('an event without its id or its mode'))
    const whole = completed(told)
    expect(provider.verifyWebhook(whole.body, headers(whole), new Date())).toEqual({ eventId: 'evt_1', type: 'payment_intent.succeeded', about: 'payment', externalId, mode: 'test' })
  })
})

describe('what the emulator lacks', { timeout: patienceMs }, () => {
  const unheard = { code: 'upstream_failed' }

  test('idempotency keys, confirming at once, and cards that are declined', async () => {
    const input = { ...order(), methodRef: 'pm_card_chargeDeclined' }
    const [one, another] = [await provider.savedMethods.charge(input), await provider.savedMethods.charge(input)]
    expect(another.externalId).not.toBe(one.externalId)
    expect(one.state).toBe('awaiting_customer')
    expect(await stripe.paymentIntents.confirm(one.externalId)).toMatchObject({ status: 'succeeded' })
  })

  test('prices in line, which every visit of ours has', async () => {
    await expect(provider.start(order())).rejects.toMatchObject({ code: 'unsupported', internal: expect.stringContaining('line_items[0][price]') })
  })

  test('amount, our id and card of a visit, without which nothing is ever booked', async () => {
    const { id } = await visit()
    await pressPay(id)
    const paid = await provider.fetch(id)
    expect(paid).toEqual({ externalId: id, mode: 'test', state: 'succeeded', amount: money(0n, 'USD') })
  })

  test('search by our id, and what was captured of a charge, which the comparison of books needs', async () => {
    const { paymentId } = await confirmed()
    await expect(provider.find(paymentId)).rejects.toMatchObject({ code: 'unsupported' })
    const movements = provider.listTransactions(new Date(0), new Date())[Symbol.asyncIterator]()
    await expect(movements.next()).rejects.toMatchObject(unheard)
  })

  test.each<[string, () => Promise<unknown>]>([
    ['refunds', async () => provider.refunds.create({ refundId: 'ref_1', externalId: (await confirmed()).externalId, amount: dollars, reason: 'asked', idempotencyKey: 'ref:1' })],
    ['the state of a refund', () => provider.refunds.fetch('re_1')],
    ['disputes', () => provider.disputes.fetch('dp_1')],
    ['removing cards', () => provider.savedMethods.remove('pm_card_visa')],
    ['the page where customers see their cards', async () => provider.savedMethods.manage?.(customerRef, 'http://localhost/back')],
  ])('%s: its own words for that are no answer of Stripe’s', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ ...unheard, internal: expect.stringContaining('Invalid JSON received') })
  })

  test('the balance, so that it never passes for Stripe', async () => expect(await provider.health()).toMatchObject({ ok: false }))
})
