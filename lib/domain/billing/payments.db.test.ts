import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import type { ClientCtx } from '@/lib/domain/context'
import { ledgerBalance } from '@/lib/domain/ledger'
import { FixedClock, seconds } from '@/lib/kernel/clock'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { signatureHeader, signNotice } from '@/lib/providers/payments/sandbox/signature'
import type { PaymentProvider } from '@/lib/providers/payments/types'
import type { Providers } from '@/lib/providers/types'
import { as, createTestClient, noProviders, systemCtx } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { applyPaymentOutcome } from './apply-payment-outcome'
import { getInvoice } from './invoices/get-invoice'
import { getPayment } from './get-payment'
import { syncPayment } from './open-payment'
import { decideSandboxCharge } from './platform/sandbox'
import { processWebhook } from './platform/process-webhook'
import { receiveWebhook } from './platform/receive-webhook'
import { previewSubscription } from './subscriptions/preview-subscription'
import { payInvoice } from './start-payment'
import { subscribe } from './subscriptions/subscribe'
import type { SandboxDecisionInput } from './sandbox-schema'
import type { z } from 'zod'

const secret = 'whsec_test_sandbox_secret'
const start = new Date('2026-03-15T10:00:00Z')

type World = { clock: FixedClock; ctx: ClientCtx; clientId: string; providers: Providers }

async function newWorld(options: Parameters<typeof createTestClient>[0] = {}): Promise<World> {
  const clock = new FixedClock(start)
  const providers: Providers = { ...noProviders, payments: configuredPayments(clock) }
  const { ctx, clientId } = await createTestClient({ clock, providers, ...options })
  return { clock, ctx, clientId, providers }
}

async function buyPro({ ctx }: World) {
  const { frozenAt, hash } = await previewSubscription(ctx, { planCode: 'pro', interval: 'month' })
  const { subscription, invoiceId, payment } = await subscribe(ctx, { planCode: 'pro', interval: 'month', frozenAt, hash })
  const row = await platformDb.payment.findUniqueOrThrow({ where: { id: payment?.id ?? '' } })
  return { subscriptionId: subscription.id, invoiceId: invoiceId ?? '', paymentId: row.id, chargeId: row.externalId ?? '' }
}

const visitor = ({ clock, providers }: World) => ({ ...systemCtx('page', clock, providers), actor: { kind: 'visitor' as const } })
const press = (world: World, id: string, outcome: z.input<typeof SandboxDecisionInput>['outcome']) => decideSandboxCharge(visitor(world), { id, outcome })

function notice(world: World, chargeId: string, eventId = `test_evt_${chargeId}`) {
  const body = JSON.stringify({ id: eventId, type: 'charge.succeeded', charge: chargeId, mode: 'test' })
  return { body, headers: { [signatureHeader]: signNotice(secret, body, world.clock.now()) } }
}

async function deliver(world: World, chargeId: string, eventId?: string): Promise<void> {
  const ctx = systemCtx('webhook', world.clock, world.providers)
  const { body, headers } = notice(world, chargeId, eventId)
  const id = await receiveWebhook(ctx, 'sandbox', body, headers)
  if (id) await processWebhook(ctx, id)
}

const account = (clientId: string | null, kind: 'receivable' | 'wallet' | 'clearing_sandbox') => ({ clientId, kind, currency: 'USD', mode: 'test' })

beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

describe('a payment', () => {
  it('is booked once however many webhooks, returns and janitors bring the news at once', async () => {
    const world = await newWorld()
    const { ctx, clientId } = world
    await buyFree(world)
    const { subscriptionId, invoiceId, paymentId, chargeId } = await buyPro(world)
    await press(world, chargeId, 'succeed')
    const system = as(ctx, { kind: 'system', job: 'janitor' })
    await Promise.all([
      ...Array.from({ length: 10 }, (_, i) => deliver(world, chargeId, `test_evt_${paymentId}_${i % 2}`)),
      getPayment(ctx, { id: paymentId }),
      syncPayment(system, paymentId),
    ])
    expect(await platformDb.ledgerTransaction.count({ where: { clientId, sourceKind: 'payment' } })).toBe(1)
    expect(await ledgerBalance(platformDb, account(clientId, 'receivable'))).toBe(0n)
    expect(await platformDb.invoice.findUnique({ where: { id: invoiceId } })).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
    expect(await platformDb.subscription.findUnique({ where: { id: subscriptionId } })).toMatchObject({ status: 'active' })
    expect(await platformDb.subscription.count({ where: { clientId, status: 'active' } })).toBe(1)
    expect(await platformDb.usagePeriod.count({ where: { clientId, subscriptionId, includedTokens: 5_000_000n } })).toBe(1)
    expect((await platformDb.wallet.findUniqueOrThrow({ where: { clientId } })).balancePicos).toBe(0n)
    const events = await platformDb.webhookEvent.findMany({ where: { objectId: chargeId } })
    expect(events.map(({ state }) => state).sort()).toEqual([...Array<string>(8).fill('ignored'), 'processed', 'processed'])
  })

  it('that is declined leaves the invoice payable, and the next try pays it', async () => {
    const world = await newWorld()
    const { invoiceId, paymentId, chargeId } = await buyPro(world)
    await press(world, chargeId, 'decline')
    expect(await getPayment(world.ctx, { id: paymentId })).toMatchObject({ state: 'failed', failureCode: 'card_declined' })
    const second = await payInvoice(world.ctx, { id: invoiceId })
    expect(second.id).not.toBe(paymentId)
    await press(world, (await chargeOf(second.id)), 'succeed')
    expect(await getPayment(world.ctx, { id: second.id })).toMatchObject({ state: 'succeeded' })
    expect(await getInvoice(world.ctx, { id: invoiceId })).toMatchObject({ paymentStatus: 'paid', balanceMinor: 0n })
    await expect(payInvoice(world.ctx, { id: invoiceId })).rejects.toMatchObject({ code: 'invalid_state' })
  })

  it('that needs a second step ends as the customer answers it', async () => {
    const world = await newWorld()
    const { paymentId, chargeId } = await buyPro(world)
    expect(await press(world, chargeId, 'second_step')).toEqual({ redirectTo: null })
    expect(await getPayment(world.ctx, { id: paymentId })).toMatchObject({ state: 'awaiting_customer' })
    await press(world, chargeId, 'refuse')
    expect(await getPayment(world.ctx, { id: paymentId })).toMatchObject({ state: 'failed', failureCode: 'authentication_failed' })
  })

  it('paid later is processing until the provider has the money, and no second attempt starts meanwhile', async () => {
    const world = await newWorld()
    const { invoiceId, paymentId, chargeId } = await buyPro(world)
    await press(world, chargeId, 'later')
    expect(await getPayment(world.ctx, { id: paymentId })).toMatchObject({ state: 'processing' })
    expect((await payInvoice(world.ctx, { id: invoiceId })).id).toBe(paymentId)
    world.clock.advance(seconds(6))
    expect(await getPayment(world.ctx, { id: paymentId })).toMatchObject({ state: 'succeeded' })
  })

  it('whose provider reports another amount, currency or object changes nothing', async () => {
    const world = await newWorld()
    const { invoiceId, paymentId, chargeId } = await buyPro(world)
    const system = as(world.ctx, { kind: 'system', job: 'test' })
    const truth = { paymentId, externalId: chargeId, mode: 'test' as const, state: 'succeeded' as const, amountMinor: 2_900n, currency: 'USD' }
    for (const lie of [{ amountMinor: 100n }, { currency: 'EUR' }, { mode: 'live' as const }, { externalId: 'test_other' }]) {
      expect(await applyPaymentOutcome(system, { ...truth, ...lie })).toBe('mismatch')
    }
    expect(await getInvoice(world.ctx, { id: invoiceId })).toMatchObject({ paymentStatus: 'unpaid', paidMinor: 0n })
    await expect(applyPaymentOutcome(world.ctx, truth)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('of an invoice that was voided meanwhile becomes credit and is never lost', async () => {
    const world = await newWorld()
    const first = await buyPro(world)
    const { frozenAt, hash } = await previewSubscription(world.ctx, { planCode: 'enterprise', interval: 'month' })
    await subscribe(world.ctx, { planCode: 'enterprise', interval: 'month', frozenAt, hash })
    await press(world, first.chargeId, 'succeed') // the old page was still open
    await deliver(world, first.chargeId)
    await deliver(world, first.chargeId, 'test_evt_again')
    expect((await platformDb.wallet.findUniqueOrThrow({ where: { clientId: world.clientId } })).balancePicos).toBe(29n * 10n ** 12n)
    expect(await ledgerBalance(platformDb, account(world.clientId, 'wallet'))).toBe(-2_900n)
    expect(await platformDb.subscription.count({ where: { clientId: world.clientId, status: 'active' } })).toBe(0)
  })

  it('whose provider took it but whose answer was lost is found again and paid by the same attempt', async () => {
    const world = await newWorld()
    const sandbox = world.providers.payments.sandbox
    if (!sandbox) throw new Error('no sandbox')
    const losing: PaymentProvider = Object.assign(Object.create(sandbox) as PaymentProvider, {
      start: async (input: Parameters<PaymentProvider['start']>[0]) => { await sandbox.start(input); throw new Error('connection reset') },
    })
    const cut = { ...world, ctx: { ...world.ctx, providers: { ...world.providers, payments: { sandbox: losing } } } }
    const { invoiceId, paymentId, chargeId } = await buyPro(cut)
    expect(chargeId).toBe('')
    expect(await platformDb.payment.findUnique({ where: { id: paymentId } })).toMatchObject({ state: 'unknown', externalId: null })
    expect((await payInvoice(cut.ctx, { id: invoiceId })).id).toBe(paymentId) // never a second charge while it is unknown
    const charges = await platformDb.sandboxCharge.findMany({ where: { paymentId } })
    expect(charges).toHaveLength(1)
    await press(world, charges[0]?.id ?? '', 'succeed')
    await deliver(world, charges[0]?.id ?? '')
    expect(await getInvoice(world.ctx, { id: invoiceId })).toMatchObject({ paymentStatus: 'paid' })
    expect(await platformDb.payment.count({ where: { clientId: world.clientId } })).toBe(1)
  })
})

describe('the webhook inbox', () => {
  it('keeps and refuses what is unsigned, wrongly signed or stale', async () => {
    const world = await newWorld()
    const ctx = systemCtx('webhook', world.clock, world.providers)
    const { body, headers } = notice(world, 'test_x')
    await expect(receiveWebhook(ctx, 'sandbox', body, {})).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(receiveWebhook(ctx, 'sandbox', `${body} `, headers)).rejects.toMatchObject({ code: 'invalid_input' })
    world.clock.advance(seconds(301))
    await expect(receiveWebhook(ctx, 'sandbox', body, headers)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await platformDb.webhookEvent.count({ where: { state: 'rejected', receivedAt: { gte: start } } })).toBeGreaterThanOrEqual(3)
  })

  it('answers 503 for a provider that is not set up and 404 for one that does not exist', async () => {
    const world = await newWorld()
    const ctx = systemCtx('webhook', world.clock, world.providers)
    await expect(receiveWebhook(ctx, 'stripe', '{}', {})).rejects.toMatchObject({ code: 'not_configured' })
    await expect(receiveWebhook(ctx, 'nobody', '{}', {})).rejects.toMatchObject({ code: 'not_found' })
  })

  it('fails a genuine notice about nothing of ours, so that it is tried again and seen', async () => {
    const world = await newWorld()
    await expect(deliver(world, 'test_00000000000000000000000000', `test_evt_${world.clientId}`)).rejects.toMatchObject({ code: 'upstream_failed' })
  })
})

describe('another client', () => {
  it('gets the same 404 for an invoice or payment as for one that does not exist', async () => {
    const [mine, other] = [await newWorld(), await newWorld()]
    const { invoiceId, paymentId } = await buyPro(mine)
    await expect(getInvoice(other.ctx, { id: invoiceId })).rejects.toMatchObject({ code: 'not_found' })
    await expect(getPayment(other.ctx, { id: paymentId })).rejects.toMatchObject({ code: 'not_found' })
    await expect(payInvoice(other.ctx, { id: invoiceId })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the ledger', () => {
  it('sums to zero over everything these tests have booked', async () => {
    const { _sum } = await platformDb.ledgerEntry.aggregate({ _sum: { amountMinor: true } })
    expect(_sum.amountMinor).toBe(0n)
  })
})

async function chargeOf(paymentId: string): Promise<string> {
  return (await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId } })).externalId ?? ''
}

async function buyFree({ ctx }: World): Promise<void> {
  const { frozenAt, hash } = await previewSubscription(ctx, { planCode: 'free', interval: 'month' })
  await subscribe(ctx, { planCode: 'free', interval: 'month', frozenAt, hash })
}
