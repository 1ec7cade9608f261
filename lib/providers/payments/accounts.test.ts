import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { paypalAccounts, stripeAccounts, tellNotRun, type PayPalAccount, type StripeAccount } from '@/lib/testing/provider-accounts'
import type { AttemptSnapshot, PaymentProvider, ProviderTransaction, StartInput } from './types'

// The same expectations of our peers and of the providers themselves, where the keys of test accounts are set: whether what the
// peers do is what the providers do.
const patienceMs = 120_000
beforeAll(tellNotRun)

function order(): StartInput {
  const paymentId = newId('pay')
  return {
    paymentId, invoiceId: newId('inv'), amount: money(2_900n, 'USD'), description: 'Automatic test', returnUrl: 'https://example.com/back', cancelUrl: 'https://example.com/cancel',
    idempotencyKey: `pay:${paymentId}:1`,
  }
}

async function opensOnce(provider: PaymentProvider): Promise<string> {
  const input = order()
  const first = await provider.start(input)
  expect(first).toMatchObject({ state: 'awaiting_customer', redirectUrl: expect.stringMatching(/^https?:/) })
  expect((await provider.start(input)).externalId).toBe(first.externalId)
  expect(await provider.fetch(first.externalId)).toMatchObject({ state: 'awaiting_customer', amount: money(2_900n, 'USD'), paymentId: input.paymentId, mode: 'test' })
  return first.externalId
}

/** A search knows what was made a moment ago only after a while. */
async function found(provider: PaymentProvider, paymentId: string): Promise<AttemptSnapshot | null | undefined> {
  for (let i = 0; i < 30; i++) {
    const snapshot = await provider.find?.(paymentId)
    if (snapshot) return snapshot
    await new Promise((resolve) => setTimeout(resolve, 3_000))
  }
  return null
}

async function listed(provider: PaymentProvider, paymentId: string): Promise<ProviderTransaction | undefined> {
  for await (const one of provider.listTransactions?.(new Date(Date.now() - 600_000), new Date(Date.now() + 600_000)) ?? []) if (one.paymentId === paymentId) return one
  return undefined
}

describe.each(stripeAccounts)('$name', ({ open }) => {
  let account: StripeAccount
  beforeAll(async () => { account = await open() }, patienceMs)
  afterAll(() => account.close())

  it('can be used', async () => expect(await account.provider.health()).toEqual({ ok: true }), patienceMs)

  it('opens one page for one key, and closes it', async () => {
    const externalId = await opensOnce(account.provider)
    expect(await account.provider.cancel(externalId, `cancel:${externalId}`)).toMatchObject({ externalId, state: 'expired' })
  }, patienceMs)

  it('charges a saved card once for one key, finds it by our id, lists it, and gives back no more than it took', async () => {
    const { provider } = account
    const input = { ...order(), ...await account.card('pays') }
    const [paid, again] = [await provider.savedMethods.charge(input), await provider.savedMethods.charge(input)]
    expect(paid).toMatchObject({ state: 'succeeded', amount: money(2_900n, 'USD'), paymentId: input.paymentId })
    expect(again.externalId).toBe(paid.externalId)
    expect(await listed(provider, input.paymentId)).toMatchObject({ kind: 'payment', amount: money(2_900n, 'USD') })
    const refund = { externalId: paid.externalId, reason: 'other', amount: money(2_000n, 'USD') }
    const [one, same] = [await provider.refunds.create({ ...refund, refundId: 'ref_1', idempotencyKey: `refund:${input.paymentId}` }), await provider.refunds.create({ ...refund, refundId: 'ref_1', idempotencyKey: `refund:${input.paymentId}` })]
    expect(one).toMatchObject({ state: 'succeeded', amount: money(2_000n, 'USD'), refundId: 'ref_1' })
    expect(same.externalId).toBe(one.externalId)
    await expect(provider.refunds.create({ ...refund, refundId: 'ref_2', idempotencyKey: `refund:${input.paymentId}:2` })).rejects.toMatchObject({ code: 'invalid_state' })
    expect(await found(provider, input.paymentId)).toMatchObject({ externalId: paid.externalId, state: 'succeeded' })
  }, patienceMs)

  it('answers a declined card with a failure that can be tried again', async () => {
    const input = { ...order(), ...await account.card('is declined') }
    const declined = await account.provider.savedMethods.charge(input)
    expect(declined).toMatchObject({ state: 'failed', isFinal: false, failureCode: expect.any(String) })
    expect(await account.provider.fetch(declined.externalId)).toMatchObject({ state: 'failed' })
  }, patienceMs)
})

describe.each(paypalAccounts)('$name', ({ open }) => {
  let account: PayPalAccount
  beforeAll(async () => { account = await open() }, patienceMs)
  afterAll(() => account.close())

  it('can be used', async () => expect(await account.provider.health()).toEqual({ ok: true }), patienceMs)

  it('opens one order for one key, and takes nothing of it while nobody has agreed', async () => {
    const { provider } = account
    const externalId = await opensOnce(provider)
    expect(await provider.complete(externalId)).toMatchObject({ state: 'awaiting_customer' })
    expect(await provider.cancel(externalId)).toMatchObject({ externalId, state: 'canceled' })
  }, patienceMs)

  it('says of what it does not know that it has expired, and refuses to give back what it did not take', async () => {
    const { provider } = account
    expect(await provider.fetch('0AA00000AA0000000')).toMatchObject({ state: 'expired', amount: null })
    const { externalId } = await provider.start(order())
    await expect(provider.refunds.create({ refundId: 'ref_1', externalId, amount: money(100n, 'USD'), reason: 'other', idempotencyKey: `refund:${externalId}` })).rejects.toMatchObject({ code: 'invalid_state' })
  }, patienceMs)
})
