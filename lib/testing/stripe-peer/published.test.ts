import Stripe from 'stripe'
import { beforeAll, describe, expect, test } from 'vitest'
import { money } from '@/lib/kernel/money'
import { verifiedNotice } from '@/lib/providers/payments/stripe/stripe-notice'
import { disputeSnapshot, intentSnapshot, refundSnapshot, sessionSnapshot } from '@/lib/providers/payments/stripe/stripe-snapshots'
import { figure } from '../figure'
import { Books } from './books'
import { operations } from './operations'
import { differences, hasStripeExamples, stripeExamples, type Example } from './published'

if (!hasStripeExamples) figure('not run', 'Stripe’s published examples (the folder shared/specs beside the checkout is absent)')

let examples: Record<string, Example> = {}
beforeAll(() => { if (hasStripeExamples) examples = stripeExamples() })
/** Stripe's own example of a kind, as the library types it. */
const published = <T>(kind: string, more: object = {}): T => ({ ...examples[kind], ...more }) as T

describe.runIf(hasStripeExamples)('what our peer answers has only the fields of Stripe’s published examples, of their types', () => {
  const books = new Books()
  const answer = (call: string, id = '', fields: object = {}): Example => {
    const operation = operations[call]
    if (!operation) throw new Error(`no ${call}`)
    return { ...(operation.run(books, id, { ...fields }, 'http://peer') as Example) }
  }
  const open = (more: object = {}): Example => answer('POST /v1/checkout/sessions', '', { mode: 'payment', line_items: [{ price_data: { unit_amount: 2_900, currency: 'usd' } }], client_reference_id: 'pay_1', success_url: '/a', cancel_url: '/b', ...more })
  const whole = (id: unknown): Example => answer('GET /v1/checkout/sessions/:id', String(id), { expand: ['payment_intent.payment_method', 'setup_intent.payment_method'] })
  const finish = (visit: Example, last4: string): void => void books.finish(books.visits.get(String(visit.id))!, last4)

  test('visits, open and expired, paid with a card that is kept, declined, or only to add a card', () => {
    const [paid, declined, added] = [open({ payment_intent_data: { setup_future_usage: 'off_session', metadata: { payment_id: 'pay_1' } } }), open(), open({ mode: 'setup', currency: 'usd', line_items: undefined })]
    expect([differences(paid, examples), differences(answer('POST /v1/checkout/sessions/:id/expire', String(open().id)), examples)]).toEqual([[], []])
    finish(paid, '4242')
    finish(declined, '9995')
    finish(added, '4242')
    for (const { id } of [paid, declined, added]) expect(differences(whole(id), examples)).toEqual([])
    expect(whole(paid.id)).toMatchObject({ payment_intent: { status: 'succeeded', payment_method: { object: 'payment_method' } } })
    expect(whole(added.id)).toMatchObject({ setup_intent: { object: 'setup_intent', payment_method: { object: 'payment_method' } } })
  })

  test('charges, refunds, disputes, the balance and the page for customers', () => {
    const { id: payment_method, customer } = books.newMethod('4242', 'cus_1')
    const { id: payment_intent } = answer('POST /v1/payment_intents', '', { amount: 2_900, currency: 'usd', payment_method, customer, metadata: { payment_id: 'pay_2' } })
    books.disputes.set('dp_1', { id: 'dp_1', object: 'dispute', status: 'needs_response', amount: 2_900, currency: 'usd', reason: 'fraudulent', payment_intent: String(payment_intent), livemode: false, evidence_details: { due_by: 1 } })
    const answered = [
      answer('POST /v1/refunds', '', { payment_intent, amount: 100 }), answer('GET /v1/disputes/:id', 'dp_1'), answer('GET /v1/balance'), answer('POST /v1/billing_portal/sessions', '', { customer, return_url: '/' }),
      answer('POST /v1/payment_methods/:id/detach', payment_method), ...books.charges.values(),
    ]
    expect(answered.flatMap((one) => differences(one, examples))).toEqual([])
  })
})

describe.runIf(hasStripeExamples)('Stripe’s published examples are read as what they are', () => {
  test('an intent that waits for a card, and a visit that waits for the customer', () => {
    expect(intentSnapshot(published('payment_intent'))).toEqual({ externalId: examples.payment_intent?.id, mode: 'test', state: 'failed', amount: money(1_099n, 'USD'), failureCode: 'declined', isFinal: false })
    const { id, url } = examples['checkout.session'] ?? {}
    expect(sessionSnapshot(published('checkout.session'))).toEqual({ externalId: id, mode: 'test', state: 'awaiting_customer', amount: money(0n, 'USD'), redirectUrl: url })
  })

  test('a visit that was paid with a card to keep', () => {
    const payment_intent = published('payment_intent', { status: 'succeeded', setup_future_usage: 'off_session', payment_method: examples.payment_method })
    const paid = published<Stripe.Checkout.Session>('checkout.session', { status: 'complete', payment_status: 'paid', amount_total: 1_099, currency: 'usd', customer: 'cus_1', client_reference_id: 'pay_1', payment_intent })
    expect(sessionSnapshot(paid)).toMatchObject({
      state: 'succeeded', amount: money(1_099n, 'USD'), paymentId: 'pay_1',
      savedMethod: { ref: examples.payment_method?.id, customerRef: 'cus_1', kind: 'card', brand: 'visa', last4: '4242', expMonth: 8, expYear: 2030, fingerprint: 'AOB934RVNwzk6xtn' },
    })
  })

  test('a refund, a bank’s inquiry, and an event about nothing of ours', () => {
    expect(refundSnapshot(published('refund'))).toEqual({ externalId: examples.refund?.id, state: 'succeeded', amount: money(100n, 'USD') })
    expect(disputeSnapshot(published('dispute'))).toEqual({ externalId: examples.dispute?.id, state: 'inquiry', amount: money(1_000n, 'USD'), reason: 'general', paymentId: null, respondBy: new Date(1_723_679_999_000) })
    const [stripe, secret, payload] = [new Stripe('sk_test_published'), 'whsec_published', JSON.stringify(examples.event)]
    const signature = stripe.webhooks.generateTestHeaderString({ payload, secret })
    expect(verifiedNotice(stripe, secret, 'test', payload, { 'stripe-signature': signature }, new Date())).toEqual({ eventId: examples.event?.id, type: 'plan.created', mode: 'test', about: 'payment', externalId: null })
  })
})
