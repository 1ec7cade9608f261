import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { settleSubscription } from '@/lib/domain/billing'
import type { PaymentProvider } from '@/lib/providers/payments/types'
import { as } from '@/lib/testing/contexts'
import { buyPlan, createPayingClient, payAtSandbox, setCards, type PayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { syncPayment } from '../open-payment'
import { decideSandboxCharge } from '../platform/sandbox'
import { removeMethodAtProvider } from '../platform/remove-method'
import { startPayment } from '../start-payment'
import { addMethod, finishMethod } from './add-method'
import { removeMethod, setDefaultMethod } from './change-method'
import { chargeSaved } from './charge-saved'
import { listMethods } from './list-methods'

const start = new Date('2026-03-15T10:00:00Z')
beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

async function saveCard({ ctx }: PayingClient, card: 'pays' | 'declines_soft' | 'declines_final' | 'needs_customer' = 'pays') {
  const { id, redirectUrl } = await addMethod(ctx, {})
  await decideSandboxCharge({ ...ctx, actor: { kind: 'visitor' } }, { id: redirectUrl.split('/').at(-1) ?? '', outcome: 'succeed', card })
  return finishMethod(ctx, { id })
}

/** A client with one open renewal of 29.00. */
async function withRenewal(saving: 'pays' | null = 'pays') {
  const client = await createPayingClient(start)
  const { subscriptionId } = await buyPlan(client, { saving: saving ?? undefined })
  client.clock.set((await platformDb.subscription.findUniqueOrThrow({ where: { id: subscriptionId } })).currentPeriodEnd ?? start)
  const system = as(client.ctx, { kind: 'system', job: 'billing' })
  await settleSubscription(system, { id: subscriptionId })
  const invoice = await platformDb.invoice.findFirstOrThrow({ where: { clientId: client.clientId, reason: 'subscription_cycle' } })
  const read = () => platformDb.invoice.findUniqueOrThrow({ where: { id: invoice.id } })
  return { client, system, invoiceId: invoice.id, read }
}

describe('a saved method', () => {
  it('is kept with the payment that asked for it, and only then', async () => {
    const [asked, silent] = [await createPayingClient(start), await createPayingClient(start)]
    await buyPlan(asked, { saving: 'pays' })
    await buyPlan(silent)
    expect((await listMethods(asked.ctx, {})).data).toMatchObject([{ brand: 'visa', last4: '4242', isDefault: true, provider: 'sandbox', isExpired: false }])
    expect((await listMethods(silent.ctx, {})).data).toEqual([])
  })

  it('is not kept once the customer no longer asks for it, though an earlier try did', async () => {
    const { client, invoiceId } = await withRenewal(null)
    const asked = await startPayment(client.ctx, { invoiceId, saveMethod: true })
    expect((await startPayment(client.ctx, { invoiceId, saveMethod: true })).id).toBe(asked.id)
    const plain = await startPayment(client.ctx, { invoiceId })
    expect([plain.id === asked.id, plain.provider, (await startPayment(client.ctx, { invoiceId })).id]).toEqual([false, asked.provider, plain.id])
    expect(await payAtSandbox(client, plain.id)).toMatchObject({ state: 'succeeded' })
    expect((await listMethods(client.ctx, {})).data).toEqual([])
  })

  it('is saved without a payment, once however often the return page is opened', async () => {
    const client = await createPayingClient(start)
    const { id, redirectUrl } = await addMethod(client.ctx, {})
    expect(await finishMethod(client.ctx, { id })).toEqual({ status: 'waiting', method: null })
    await decideSandboxCharge({ ...client.ctx, actor: { kind: 'visitor' } }, { id: redirectUrl.split('/').at(-1) ?? '', outcome: 'succeed', card: 'declines_final' })
    const opened = await Promise.all(Array.from({ length: 5 }, () => finishMethod(client.ctx, { id })))
    expect(opened.map(({ status, method }) => [status, method?.last4])).toEqual(Array.from({ length: 5 }, () => ['saved', '9979']))
    expect(await platformDb.savedMethod.count({ where: { clientId: client.clientId } })).toBe(1)
  })

  it('gives its place as the default to the next one when it is removed, here and at the provider', async () => {
    const client = await createPayingClient(start)
    const [first, second] = [await saveCard(client), await saveCard(client, 'declines_soft')]
    expect((await listMethods(client.ctx, {})).data.map(({ last4, isDefault }) => [last4, isDefault])).toEqual([['4242', true], ['9995', false]])
    await setDefaultMethod(client.ctx, { id: second.method?.id ?? '' })
    expect((await listMethods(client.ctx, {})).data.map(({ last4, isDefault }) => [last4, isDefault])).toEqual([['9995', true], ['4242', false]])
    await removeMethod(client.ctx, { id: second.method?.id ?? '' })
    await removeMethodAtProvider(client.ctx, second.method?.id ?? '')
    expect((await listMethods(client.ctx, {})).data.map(({ id, isDefault }) => [id, isDefault])).toEqual([[first.method?.id, true]])
    expect(await platformDb.sandboxCard.count({ where: { last4: '9995', removedAt: { not: null } } })).toBe(1)
  })

  it('that was removed does not come back when its return page is opened again', async () => {
    const client = await createPayingClient(start)
    const { id, redirectUrl } = await addMethod(client.ctx, {})
    await decideSandboxCharge({ ...client.ctx, actor: { kind: 'visitor' } }, { id: redirectUrl.split('/').at(-1) ?? '', outcome: 'succeed' })
    const { method } = await finishMethod(client.ctx, { id })
    await removeMethod(client.ctx, { id: method?.id ?? '' })
    await expect(finishMethod(client.ctx, { id })).rejects.toMatchObject({ code: 'not_found' })
    expect((await listMethods(client.ctx, {})).data).toEqual([])
  })

  it('never has two defaults, whoever chooses at once', async () => {
    const client = await createPayingClient(start)
    const ids = [await saveCard(client), await saveCard(client, 'declines_soft'), await saveCard(client, 'needs_customer')].map(({ method }) => method?.id ?? '')
    await Promise.all([...ids, ...ids].map((id) => setDefaultMethod(client.ctx, { id })))
    expect(await platformDb.savedMethod.count({ where: { clientId: client.clientId, isDefault: true } })).toBe(1)
  })
})

describe('charging it without the customer', () => {
  it('pays 29.00 once however many workers try at once', async () => {
    const { system, invoiceId, read, client } = await withRenewal()
    const outcomes = (await Promise.all(Array.from({ length: 8 }, () => chargeSaved(system, invoiceId)))).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'paid')).toHaveLength(1)
    expect(await read()).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
    expect(await platformDb.payment.count({ where: { clientId: client.clientId, invoiceId, state: 'succeeded' } })).toBe(1)
    expect((await chargeSaved(system, invoiceId)).outcome).toBe('nothing_due')
  })

  it('is tried once for one asking, however many workers answer it and however often; a later asking tries again', async () => {
    const { client, system, invoiceId } = await withRenewal()
    await setCards(client, 'declines_soft')
    const askedAt = system.clock.now()
    await Promise.all(Array.from({ length: 8 }, () => chargeSaved(system, invoiceId, askedAt)))
    expect(await chargeSaved(system, invoiceId, askedAt)).toEqual({ outcome: 'tried' })
    expect(await platformDb.payment.count({ where: { invoiceId } })).toBe(1)
    expect((await chargeSaved(system, invoiceId)).outcome).toBe('declined')
  })

  it('takes nothing for an invoice whose money a bank is deciding about', async () => {
    const { system, invoiceId, client } = await withRenewal()
    const disputed = (disputedAt: Date | null) => platformDb.invoice.update({ where: { id: invoiceId }, data: { disputedAt } })
    await disputed(client.clock.now())
    expect(await chargeSaved(system, invoiceId)).toEqual({ outcome: 'busy' })
    expect(await platformDb.payment.count({ where: { invoiceId } })).toBe(0)
    await disputed(null)
    expect((await chargeSaved(system, invoiceId)).outcome).toBe('paid')
  })

  it('says whether a decline may be tried again, and when the bank wants the customer', async () => {
    const { client, system, invoiceId, read } = await withRenewal()
    await setCards(client, 'declines_soft')
    expect(await chargeSaved(system, invoiceId)).toMatchObject({ outcome: 'declined', failureCode: 'insufficient_funds' })
    await setCards(client, 'declines_final')
    expect(await chargeSaved(system, invoiceId)).toMatchObject({ outcome: 'declined_finally', failureCode: 'stolen_card' })
    await setCards(client, 'needs_customer')
    const asked = await chargeSaved(system, invoiceId)
    expect(asked).toMatchObject({ outcome: 'needs_customer' })
    expect(await chargeSaved(system, invoiceId)).toEqual({ outcome: 'busy' })
    if (!('paymentId' in asked)) throw new Error('no payment')
    const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: asked.paymentId } })
    await decideSandboxCharge({ ...client.ctx, actor: { kind: 'visitor' } }, { id: externalId ?? '', outcome: 'approve' })
    expect((await chargeSaved(system, invoiceId)).outcome).toBe('busy')
    expect((await read()).paymentStatus).toBe('unpaid')
  })

  it('charges nothing without a method, and leaves a customer who is paying alone', async () => {
    const { client, system, invoiceId } = await withRenewal(null)
    expect(await chargeSaved(system, invoiceId)).toEqual({ outcome: 'no_method' })
    const attempt = await startPayment(client.ctx, { invoiceId, saveMethod: true })
    await saveCard(client)
    expect(await chargeSaved(system, invoiceId)).toEqual({ outcome: 'busy' })
    expect(await payAtSandbox(client, attempt.id)).toMatchObject({ state: 'succeeded' })
  })

  it('is not charged again while the answer of the first try is lost: the provider is asked', async () => {
    const { client, system, invoiceId, read } = await withRenewal()
    const real = client.providers.payments.sandbox
    if (!real?.savedMethods) throw new Error('no sandbox')
    const { savedMethods } = real
    let charges = 0
    const deaf: PaymentProvider = Object.assign(Object.create(real), {
      savedMethods: { ...savedMethods, charge: async (input: Parameters<typeof savedMethods.charge>[0]) => { charges++; await savedMethods.charge(input); throw new Error('the line broke') } },
    })
    expect((await chargeSaved({ ...system, providers: { ...system.providers, payments: { sandbox: deaf } } }, invoiceId)).outcome).toBe('unknown')
    expect((await chargeSaved(system, invoiceId)).outcome).toBe('busy')
    const payment = await platformDb.payment.findFirstOrThrow({ where: { invoiceId } })
    await syncPayment(system, payment.id)
    expect([charges, (await read()).paidMinor]).toEqual([1, 2_900n])
  })

  it('falls to the next method when the first one’s provider is not set up here', async () => {
    const { client, system, invoiceId } = await withRenewal()
    const now = client.clock.now()
    await platformDb.savedMethod.updateMany({ where: { clientId: client.clientId }, data: { isDefault: false } })
    await platformDb.savedMethod.create({ data: {
      id: `mth_${'0'.repeat(26)}`, clientId: client.clientId, provider: 'stripe', mode: 'test', externalId: 'pm_1', kind: 'card', isDefault: true, createdAt: now, updatedAt: now,
    } })
    expect((await chargeSaved(system, invoiceId)).outcome).toBe('paid')
  })
})
