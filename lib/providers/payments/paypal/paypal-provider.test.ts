import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { money } from '@/lib/kernel/money'
import { PeerCertificate } from '@/lib/testing/paypal-peer/certificate'
import { hasPayPalDescriptions, PayPalContract } from '@/lib/testing/paypal-peer/contract'
import { PayPalPeer } from '@/lib/testing/paypal-peer/paypal-peer'
import type { StartInput } from '../types'
import { PayPalClient } from './paypal-client'
import { PayPalNotices } from './paypal-notices'
import { PayPalProvider } from './paypal-provider'

const webhookId = 'WHPEER1'
const certificate = new PeerCertificate()
const peer = new PayPalPeer(webhookId, certificate)
let provider: PayPalProvider
let count = 0

const providerWith = (webhook: string | undefined = webhookId, roots: readonly string[] = [certificate.root]): PayPalProvider => {
  const client = new PayPalClient({ clientId: 'id', clientSecret: 'secret', origin: peer.origin })
  return new PayPalProvider(client, 'test', new PayPalNotices(client, 'test', webhook, { origin: peer.origin, roots }), { clientId: 'id' })
}

beforeAll(async () => {
  await peer.listen()
  provider = providerWith()
})
beforeEach(() => void Object.assign(peer.faults, { loseAnswers: 0, fail: 0, hasNoCertificate: false }))
afterAll(() => peer.close())

const order = (more: Partial<StartInput> = {}): StartInput => {
  count += 1
  return {
    paymentId: `pay_${count}`, invoiceId: `inv_${count}`, amount: money(2_900n, 'USD'), description: 'MTX-2026-000001', returnUrl: 'http://localhost/back',
    cancelUrl: 'http://localhost/cancel', idempotencyKey: `pay:inv_${count}:1`, ...more,
  }
}
async function paid(more: Partial<StartInput> = {}) {
  const input = order(more)
  const { externalId } = await provider.start(input)
  await peer.approve(externalId)
  return { input, externalId, snapshot: await provider.complete(externalId) }
}

test.runIf(hasPayPalDescriptions)('PayPal’s own descriptions refuse what PayPal would', () => {
  const complaint = (body: object) => new PayPalContract().complaint('POST /v2/checkout/orders', body)
  const unit = { amount: { currency_code: 'USD', value: '29.00' } }
  expect(complaint({ intent: 'CAPTURE', purchase_units: [unit] })).toBeNull()
  expect(complaint({ purchase_units: [unit] })).not.toBeNull()
  expect(complaint({ intent: 'CAPTURE', purchase_units: [{ amount: { currency_code: 'USD', value: 29 } }] })).not.toBeNull()
  expect(complaint({ intent: 'TAKE', purchase_units: [unit] })).not.toBeNull()
})

describe('an order', () => {
  test('waits, is approved, and moves money only when it is completed', async () => {
    const input = order()
    const started = await provider.start(input)
    expect(started).toMatchObject({ state: 'awaiting_customer', redirectUrl: `${peer.origin}/approve/${started.externalId}` })
    await peer.approve(started.externalId)
    expect(await provider.fetch(started.externalId)).toMatchObject({ state: 'awaiting_customer', isApproved: true })
    expect(await provider.complete(started.externalId)).toMatchObject({ state: 'succeeded', amount: money(2_900n, 'USD'), paymentId: input.paymentId })
  })

  test('is captured once, however often and however badly it is completed', async () => {
    const { externalId } = await provider.start(order())
    await peer.approve(externalId)
    peer.faults.loseAnswers = 1
    await expect(provider.complete(externalId)).rejects.toMatchObject({ code: 'upstream_failed' })
    expect(await provider.complete(externalId)).toMatchObject({ state: 'succeeded' })
    expect(await provider.complete(externalId)).toMatchObject({ state: 'succeeded' })
    expect([...peer.books.orders.values()].filter((one) => one.id === externalId && one.capture)).toHaveLength(1)
  })

  test('is one however often it is started', async () => {
    const input = order()
    peer.faults.loseAnswers = 1
    await expect(provider.start(input)).rejects.toMatchObject({ code: 'upstream_failed' })
    const orders = peer.books.orders.size
    await provider.start(input)
    expect(peer.books.orders.size).toBe(orders)
  })

  test('whose instrument is declined stays with the customer', async () => {
    const { externalId } = await provider.start(order())
    await peer.approve(externalId)
    peer.books.declineNext = 'INSTRUMENT_DECLINED'
    expect(await provider.complete(externalId)).toMatchObject({ state: 'awaiting_customer', redirectUrl: expect.stringContaining('/approve/') })
  })

  test('that PayPal has forgotten is expired', async () => {
    expect(await provider.fetch('FORGOTTEN')).toEqual({ externalId: 'FORGOTTEN', mode: 'test', state: 'expired', amount: null })
  })

  test('that was given up is not captured', async () => {
    const { externalId } = await provider.start(order())
    await peer.approve(externalId)
    expect(await provider.cancel(externalId)).toMatchObject({ state: 'canceled' })
    expect(peer.books.order(externalId).capture).toBeNull()
  })

  test.each([['JPY', 500n], ['HUF', 120_000n], ['EUR', 1_999n]])('keeps an amount of %s exact', async (currency, minor) => {
    expect((await paid({ amount: money(minor, currency) })).snapshot.amount).toEqual(money(minor, currency))
  })

  test('of an amount PayPal cannot take is refused', async () => {
    await expect(provider.start(order({ amount: money(12_345n, 'HUF') }))).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('a saved account', () => {
  test('is told masked, and charged without the customer', async () => {
    const { snapshot } = await paid({ saveMethod: true })
    const saved = snapshot.savedMethod!
    expect(saved).toMatchObject({ kind: 'paypal', brand: 'b…r@example.com' })
    expect(await provider.savedMethods.charge({ ...order(), methodRef: saved.ref, customerRef: saved.customerRef })).toMatchObject({ state: 'succeeded' })
    peer.books.vault.set(saved.ref, 'INSTRUMENT_DECLINED')
    expect(await provider.savedMethods.charge({ ...order(), methodRef: saved.ref, customerRef: saved.customerRef })).toMatchObject({ state: 'failed', isFinal: false })
    peer.books.vault.set(saved.ref, 'PAYER_ACCOUNT_LOCKED_OR_CLOSED')
    expect(await provider.savedMethods.charge({ ...order(), methodRef: saved.ref, customerRef: saved.customerRef })).toMatchObject({ state: 'failed', isFinal: true })
  })

  test('that took the money already is no decline when PayPal has forgotten the key of that try', async () => {
    const { snapshot } = await paid({ saveMethod: true })
    const input = { ...order(), methodRef: snapshot.savedMethod!.ref, customerRef: snapshot.savedMethod!.customerRef }
    expect(await provider.savedMethods.charge(input)).toMatchObject({ state: 'succeeded' })
    await expect(provider.savedMethods.charge({ ...input, idempotencyKey: 'forgotten' })).rejects.toMatchObject({ code: 'upstream_failed' })
  })

  test('can be added without paying, and removed twice', async () => {
    const begun = await provider.savedMethods.begin({ clientId: 'cli_1', customerRef: null, currency: 'USD', returnUrl: 'http://localhost/back', cancelUrl: 'http://localhost/x', idempotencyKey: 'save:1' })
    expect(await provider.savedMethods.finish(begun.externalId)).toBeNull()
    peer.books.setups.get(begun.externalId)!.status = 'APPROVED'
    const saved = await provider.savedMethods.finish(begun.externalId)
    await provider.savedMethods.remove(saved!.ref)
    await expect(provider.savedMethods.remove(saved!.ref)).resolves.toBeUndefined()
  })
})

test('refunds go back in parts, never above what was captured', async () => {
  const { externalId } = await paid()
  const part = (n: number, minor: bigint) => provider.refunds.create({ refundId: `ref_${n}`, externalId, amount: money(minor, 'USD'), reason: 'asked', idempotencyKey: `ref:${externalId}:${n}` })
  expect(await part(1, 2_000n)).toMatchObject({ state: 'succeeded', refundId: 'ref_1', amount: money(2_000n, 'USD') })
  await expect(part(2, 901n)).rejects.toMatchObject({ code: 'invalid_state' })
  expect(await part(3, 900n)).toMatchObject({ state: 'succeeded' })
})

describe('a notice', () => {
  const now = new Date()
  const order_ = { id: 'ORDER1' }

  test('is proven by the certificate, and by PayPal itself where that cannot be had', async () => {
    const { body, headers } = await peer.announce('CHECKOUT.ORDER.APPROVED', order_)
    const expected = { externalId: 'ORDER1', about: 'payment', type: 'CHECKOUT.ORDER.APPROVED', mode: 'test' }
    expect(await provider.verifyWebhook(body, headers, now)).toMatchObject(expected)
    peer.faults.hasNoCertificate = true
    expect(await providerWith().verifyWebhook(body, headers, now)).toMatchObject(expected)
    peer.faults.fail = 5
    await expect(providerWith().verifyWebhook(body, headers, now)).rejects.toMatchObject({ code: 'unavailable', status: 503 })
  })

  test('about a capture names its order; about a refund, the refund', async () => {
    const captured = await peer.announce('PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1', supplementary_data: { related_ids: { order_id: 'ORDER1' } } })
    expect(await provider.verifyWebhook(captured.body, captured.headers, now)).toMatchObject({ externalId: 'ORDER1', about: 'payment' })
    const refunded = await peer.announce('PAYMENT.CAPTURE.REFUNDED', { id: 'REF1' })
    expect(await provider.verifyWebhook(refunded.body, refunded.headers, now)).toMatchObject({ externalId: 'REF1', about: 'refund' })
  })

  test('is refused when changed, written anew, old, or with a certificate from elsewhere', async () => {
    const { body, headers } = await peer.announce('CHECKOUT.ORDER.APPROVED', order_)
    const refused = (text: string, more: Record<string, string> = {}, at = now) => expect(provider.verifyWebhook(text, { ...headers, ...more }, at)).rejects.toMatchObject({ code: 'invalid_input' })
    await refused(body.replace('ORDER1', 'ORDER2'))
    await refused(JSON.stringify(JSON.parse(body), null, 1))
    await refused(body, {}, new Date(now.getTime() + 5 * 86_400_000))
    await refused(body, { 'paypal-cert-url': 'https://api.sandbox.paypal.com.evil.example/cert' })
    await refused(body, { 'paypal-cert-url': 'http://127.0.0.1:1/cert' })
    await refused(body, { 'paypal-auth-algo': 'SHA1withRSA' })
  })

  test('is refused when nobody we trust stands for its certificate, or it is somebody else’s', async () => {
    const { body, headers } = await peer.announce('CHECKOUT.ORDER.APPROVED', order_)
    await expect(providerWith(webhookId, [new PeerCertificate().root]).verifyWebhook(body, headers, now)).rejects.toMatchObject({ code: 'invalid_input' })
    const stranger = new PeerCertificate('mail.example.com')
    const other = await new PayPalPeer(webhookId, stranger).listen()
    const notice = await other.announce('CHECKOUT.ORDER.APPROVED', order_)
    const client = new PayPalClient({ clientId: 'id', clientSecret: 'secret', origin: other.origin })
    const notices = new PayPalNotices(client, 'test', webhookId, { origin: other.origin, roots: [stranger.root] })
    await expect(notices.verified(notice.body, notice.headers, now)).rejects.toMatchObject({ code: 'invalid_input' })
    await other.close()
  })

  test.each([[''], ['  ']])('is never believed without our webhook’s id (%j)', async (unset) => {
    const { body, headers } = await peer.announce('CHECKOUT.ORDER.APPROVED', order_)
    await expect(providerWith(unset).verifyWebhook(body, headers, now)).rejects.toMatchObject({ code: 'not_configured' })
  })
})

test('its own books list payments and refunds with our ids', async () => {
  const { externalId, input } = await paid({ amount: money(777n, 'USD') })
  await provider.refunds.create({ refundId: 'ref_books', externalId, amount: money(77n, 'USD'), reason: 'asked', idempotencyKey: 'ref:books' })
  const all = []
  for await (const one of provider.listTransactions(new Date(Date.now() - 3_600_000), new Date())) all.push(one)
  expect(all).toContainEqual(expect.objectContaining({ kind: 'payment', paymentId: input.paymentId, amount: money(777n, 'USD') }))
  expect(all).toContainEqual(expect.objectContaining({ kind: 'refund', refundId: 'ref_books', amount: money(77n, 'USD') }))
})
