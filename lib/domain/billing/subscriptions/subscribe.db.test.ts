import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import type { ClientCtx } from '@/lib/domain/context'
import { FixedClock, minutes } from '@/lib/kernel/clock'
import type { Providers } from '@/lib/providers/types'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { createTestClient, noProviders } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { previewSubscription } from './preview-subscription'
import { subscribe } from './subscribe'

const clock = new FixedClock(new Date('2026-01-31T09:00:00Z'))
const providers = (): Providers => ({ ...noProviders, payments: configuredPayments(clock) })
const newClient = (options: Parameters<typeof createTestClient>[0] = {}) => createTestClient({ clock, providers: providers(), ...options })

async function confirm(ctx: ClientCtx, planCode: string, interval: 'month' | 'year' = 'month') {
  const { frozenAt, hash } = await previewSubscription(ctx, { planCode, interval })
  return subscribe(ctx, { planCode, interval, frozenAt, hash })
}

beforeAll(async () => seedCatalog(platformDb, clock.now()))
afterAll(closePool)

describe('subscribing', () => {
  it('to a free plan is active at once, with an allowance and a wallet and without an invoice', async () => {
    const { ctx, clientId } = await newClient()
    const { subscription, payment, invoiceId } = await confirm(ctx, 'free')
    expect(subscription).toMatchObject({ status: 'active', planCode: 'free', currentPeriodEnd: new Date('2026-02-28T00:00:00Z') })
    expect([payment, invoiceId]).toEqual([null, null])
    expect(await platformDb.usagePeriod.count({ where: { clientId, includedTokens: 100_000n } })).toBe(1)
    expect(await platformDb.wallet.count({ where: { clientId } })).toBe(1)
    expect(await platformDb.invoice.count({ where: { clientId } })).toBe(0)
  })

  it('to a paid plan waits for its payment, on an invoice equal to the preview', async () => {
    const { ctx, clientId } = await newClient({ country: 'SA' })
    const preview = await previewSubscription(ctx, { planCode: 'pro', interval: 'month' })
    expect(preview).toMatchObject({ subtotalMinor: 2_900n, taxMinor: 435n, totalMinor: 3_335n })
    const { subscription, payment } = await subscribe(ctx, { planCode: 'pro', interval: 'month', frozenAt: preview.frozenAt, hash: preview.hash })
    expect(subscription.status).toBe('incomplete')
    expect(payment).toMatchObject({ state: 'awaiting_customer', amountMinor: 3_335n, mode: 'test' })
    expect(payment?.redirectUrl).toMatch(/^http:\/\/localhost:3000\/sandbox-payments\/test_/)
    const invoice = await platformDb.invoice.findFirstOrThrow({ where: { clientId }, include: { lines: true } })
    expect(invoice).toMatchObject({ documentStatus: 'open', paymentStatus: 'unpaid', totalMinor: 3_335n, issuedAt: clock.now() })
    expect(invoice.number).toMatch(/^MTX-2026-\d{6}$/)
    expect(invoice.lines.reduce((sum, line) => sum + line.amountMinor, 0n)).toBe(invoice.subtotalMinor)
  })

  it('pressed twenty times at once makes one subscription, one invoice and one payment, and everybody gets them', async () => {
    const { ctx, clientId } = await newClient()
    const { frozenAt, hash } = await previewSubscription(ctx, { planCode: 'pro', interval: 'year' })
    const all = await Promise.all(Array.from({ length: 20 }, () => subscribe(ctx, { planCode: 'pro', interval: 'year', frozenAt, hash })))
    expect(new Set(all.map((one) => `${one.subscription.id} ${one.invoiceId} ${one.payment?.id}`)).size).toBe(1)
    expect(await platformDb.subscription.count({ where: { clientId } })).toBe(1)
    expect(await platformDb.invoice.count({ where: { clientId } })).toBe(1)
    expect(await platformDb.payment.count({ where: { clientId } })).toBe(1)
    expect(await platformDb.sandboxCharge.count({ where: { paymentId: all[0]?.payment?.id ?? '' } })).toBe(1)
  })

  it('refuses a preview that is too old, from another plan, or whose tax has changed', async () => {
    const { ctx, clientId } = await newClient()
    const { frozenAt, hash } = await previewSubscription(ctx, { planCode: 'pro', interval: 'month' })
    await expect(subscribe(ctx, { planCode: 'enterprise', interval: 'month', frozenAt, hash })).rejects.toMatchObject({ code: 'stale_preview' })
    const later = new FixedClock(new Date(clock.now().getTime() + minutes(30) + 1))
    await expect(subscribe({ ...ctx, clock: later }, { planCode: 'pro', interval: 'month', frozenAt, hash })).rejects.toMatchObject({ code: 'stale_preview' })
    await platformDb.clientProfile.update({ where: { clientId }, data: { country: 'SA' } })
    await expect(subscribe(ctx, { planCode: 'pro', interval: 'month', frozenAt, hash })).rejects.toMatchObject({ code: 'stale_preview' })
    expect(await platformDb.subscription.count({ where: { clientId } })).toBe(0)
  })

  it('needs a proven e-mail address and keeps a failed compliance check with its reasons', async () => {
    const unverified = await newClient({ isVerified: false })
    await expect(confirm(unverified.ctx, 'free')).rejects.toMatchObject({ code: 'email_unverified' })
    const { ctx, clientId } = await newClient()
    await platformDb.clientProfile.update({ where: { clientId }, data: { country: null } })
    await expect(confirm(ctx, 'pro')).rejects.toMatchObject({ code: 'compliance_failed' })
    expect(await platformDb.complianceCheck.findFirst({ where: { clientId } })).toMatchObject({ result: 'fail', reasons: [{ code: 'country_missing' }] })
    expect(await platformDb.invoice.count({ where: { clientId } })).toBe(0)
  })

  it('refuses a plan without a public price and a change between paid plans', async () => {
    const { ctx } = await newClient()
    await expect(previewSubscription(ctx, { planCode: 'custom', interval: 'month' })).rejects.toMatchObject({ code: 'invalid_state' })
    await expect(previewSubscription(ctx, { planCode: 'nope', interval: 'month' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('to another plan before paying voids the first invoice, keeps its number and reverses its booking', async () => {
    const { ctx, clientId } = await newClient()
    const first = await confirm(ctx, 'pro')
    const second = await confirm(ctx, 'enterprise')
    const invoices = await platformDb.invoice.findMany({ where: { clientId }, orderBy: { number: 'asc' } })
    expect(invoices.map(({ documentStatus, number }) => [documentStatus, number !== null])).toEqual([['void', true], ['open', true]])
    expect(await platformDb.payment.findUnique({ where: { id: first.payment?.id ?? '' } })).toMatchObject({ state: 'canceled' })
    expect(await platformDb.subscription.count({ where: { clientId, status: 'incomplete' } })).toBe(1)
    const entries = await platformDb.ledgerEntry.findMany({ where: { account: { clientId, kind: 'receivable' } } })
    expect(entries.reduce((sum, entry) => sum + entry.amountMinor, 0n)).toBe(second.payment?.amountMinor)
  })
})

describe('invoice numbers', () => {
  it('have no gaps when twenty clients subscribe at once and some transactions are rolled back', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => newClient()))
    const failing = { ...noProviders, payments: {} } // no provider: the transaction fails after the draft was written
    const results = await Promise.allSettled(clients.map(({ ctx }, i) => confirm(i % 5 === 0 ? { ...ctx, providers: failing } : ctx, 'pro')))
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4)
    const [numbers] = await platformDb.$queryRaw<{ given: number; taken: number; last: number }[]>`
      SELECT (SELECT max("nextInvoiceNumber") - 1 FROM "LegalEntity") AS given, count("number")::int AS taken,
        max(right("number", 6)::int) AS last FROM "Invoice"`
    expect(numbers?.taken).toBeGreaterThanOrEqual(16)
    expect(numbers).toEqual({ given: numbers?.taken, taken: numbers?.taken, last: numbers?.taken })
  })
})
