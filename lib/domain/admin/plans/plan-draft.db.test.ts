import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { newId } from '@/lib/kernel/id'
import { FixedClock } from '@/lib/kernel/clock'
import { draftUsageInvoice } from '@/lib/domain/billing/invoices/usage/invoice-usage'
import { addOverage, addPeriod, createBilledClient } from '@/lib/testing/billed-client'
import { previewSubscription } from '@/lib/domain/billing/subscriptions/preview-subscription'
import { subscribe } from '@/lib/domain/billing/subscriptions/subscribe'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { createTestClient, noProviders, staffCtx } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { previewPlanMonth } from './preview-plan-month'
import { publishPlanVersion } from './publish-plan-version'

const start = new Date('2026-01-01T00:00:00Z')
const clock = new FixedClock(start)
const staff = { ...staffCtx('finance'), clock }

beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

const base = {
  nameEn: 'Scale', nameAr: 'توسّع', descriptionEn: 'For many requests', descriptionAr: 'لطلبات كثيرة', trialDays: 0, includedTokens: 1_000_000n, requestsPerMinute: 400, tokensPerMinute: 300_000,
  maxOutputTokens: 2_048, maxKeys: 20, maxInstances: 1, overage: 'allow' as const, isPublic: false, prices: [{ currency: 'USD', month: '20', year: '200' }],
}
const graduated = { usagePrice: 'graduated' as const, usageBasis: 'tokens' as const, tiers: [{ upTo: '1000000', rate: '4' }, { rate: '2.5', flat: '1' }] }
const sample = { sampleModel: 'nicholas-core', sampleRequests: 1_000, sampleInputTokens: 3_000_000, sampleOutputTokens: 1_000_000 }
const code = () => newId('pln').toLowerCase().replaceAll('_', '-').slice(0, 30)
const fieldsOf = (promise: Promise<unknown>) => promise.then(() => 'went through', (error: unknown) => Object.entries(Reflect.get(Object(error), 'fields') as Record<string, { code: string }>).map(([field, problem]) => [field, problem.code].join(' ')))

describe('the sizes of instances a version offers', () => {
  it('are those it names, stay in the next version that says nothing of them, and are none when it names none', async () => {
    const sizes = await platformDb.instanceSize.findMany({ where: { code: { in: ['small', 'large'] } }, orderBy: { rank: 'asc' }, select: { id: true } })
    const made = await publishPlanVersion(staff, { code: code(), ...base, sizeIds: sizes.map(({ id }) => id) })
    const offered = (plan: typeof made) => plan.versions[0]?.instanceSizes.map((size) => size.code)
    expect(offered(made)).toEqual(['small', 'large'])
    expect(offered(await publishPlanVersion(staff, { id: made.id, ...base }))).toEqual(['small', 'large'])
    expect(offered(await publishPlanVersion(staff, { id: made.id, ...base, sizeIds: [] }))).toEqual([])
    expect(await fieldsOf(publishPlanVersion(staff, { id: made.id, ...base, sizeIds: ['isz_unknown'] }))).toEqual(['sizeIds notAllowed'])
  })
})

describe('what may be spent beyond a plan', () => {
  const prices = [{ currency: 'USD', month: '20', spendLimit: '60' }, { currency: 'KWD', month: '6', spendLimit: '18.5' }, { currency: 'EUR', month: '19' }]

  it('is an amount of each currency, and where a row names none there is none', async () => {
    const made = await publishPlanVersion(staff, { code: code(), ...base, isPublic: true, prices })
    expect(made.versions[0]?.spendLimits).toEqual([{ currency: 'KWD', amountMinor: 18_500n }, { currency: 'USD', amountMinor: 6_000n }])
    const begunWith = async (currency: string): Promise<bigint> => {
      const { ctx, clientId } = await createTestClient({ clock, currency, providers: { ...noProviders, payments: configuredPayments(clock) } })
      const { frozenAt, hash } = await previewSubscription(ctx, { planCode: made.code, interval: 'month' })
      await subscribe(ctx, { planCode: made.code, interval: 'month', frozenAt, hash })
      return (await platformDb.subscription.findFirstOrThrow({ where: { clientId } })).spendLimitPicos
    }
    expect([await begunWith('USD'), await begunWith('KWD'), await begunWith('EUR')]).toEqual([60n * 10n ** 12n, 185n * 10n ** 11n, 0n])
  })

  it('may be said of a currency whose price is agreed with each client, and never changes in a published version', async () => {
    const made = await publishPlanVersion(staff, { code: code(), ...base, prices: [{ currency: 'USD', spendLimit: '1000' }] })
    expect(made.versions[0]).toMatchObject({ prices: [], spendLimits: [{ currency: 'USD', amountMinor: 100_000n }] })
    await expect(platformDb.planSpendLimit.updateMany({ where: { planVersionId: made.versions[0]?.versionId ?? '' }, data: { amountMinor: 1n } })).rejects.toThrow()
    expect(await fieldsOf(publishPlanVersion(staff, { id: made.id, ...base, prices: [{ currency: 'USD' }] }))).toEqual(['prices.0.month required'])
    expect(await fieldsOf(publishPlanVersion(staff, { id: made.id, ...base, prices: [{ currency: 'JPY', month: '2000', spendLimit: '0.5' }] }))).toEqual(['prices.0.spendLimit invalid'])
  })
})

it('a field that a version does not have is named, not passed over', async () => {
  const old = { code: code(), ...base, spendLimit: '5' }
  expect(await fieldsOf(publishPlanVersion(staff, old))).toEqual(['spendLimit unknownField'])
})

describe('a version’s price of usage', () => {
  it('comes back as it was written, stays in the next version that says nothing of it, and is taken away by one that says list', async () => {
    const terms = { ...graduated, minimumCommitment: '25', thresholdInvoice: '100' }
    const made = await publishPlanVersion(staff, { code: code(), ...base, ...terms })
    const written = { currency: 'USD', usagePrice: 'graduated', usageBasis: 'tokens', minimumCommitment: '25.00', thresholdInvoice: '100.00', tiers: [
      { upTo: '1000000', rate: '4', flat: null, packageSize: null, packagePrice: null }, { upTo: null, rate: '2.5', flat: '1.00', packageSize: null, packagePrice: null },
    ] }
    expect(made.versions[0]?.usage).toEqual(written)
    const kept = await publishPlanVersion(staff, { id: made.id, ...base, prices: [{ currency: 'USD', month: '21' }] })
    expect(kept.versions.map(({ usage, prices }) => [usage, prices.length])).toEqual([[written, 1], [written, 2]])
    expect(await fieldsOf(publishPlanVersion(staff, { id: made.id, ...base, prices: [{ currency: 'EUR', month: '20' }] }))).toEqual(['usagePrice usageOneCurrency'])
    const listed = await publishPlanVersion(staff, { id: made.id, ...base, usagePrice: 'list', prices: [{ currency: 'USD', month: '20' }, { currency: 'KWD', month: '6.125' }] })
    expect(listed.versions[0]).toMatchObject({ usage: { usagePrice: 'list', tiers: [], minimumCommitment: null }, prices: [{ currency: 'KWD', amountMinor: 6_125n }, { currency: 'USD', amountMinor: 2_000n }] })
  })

  it('is refused at the field where it cannot be right', async () => {
    const attempt = (wrong: object) => fieldsOf(publishPlanVersion(staff, { code: code(), ...base, ...wrong }))
    expect(await attempt({ ...graduated, tiers: [] })).toEqual(['tiers.0.upTo tiersNeeded'])
    expect(await attempt({ ...graduated, tiers: [{ rate: '1' }, { rate: '2' }] })).toEqual(['tiers.0.upTo required'])
    expect(await attempt({ ...graduated, tiers: [{ upTo: '10', rate: '1' }, { upTo: '10', rate: '2' }] })).toEqual(['tiers.1.upTo tierOrder'])
    expect(await attempt({ ...graduated, tiers: [{ upTo: '1.5', rate: '1' }] })).toEqual(['tiers.0.upTo invalid'])
    expect(await attempt({ ...graduated, tiers: [{ flat: '1' }] })).toEqual(['tiers.0.rate required'])
    expect(await attempt({ usagePrice: 'package', tiers: [{ packageSize: '1000' }] })).toEqual(['tiers.0.packagePrice required'])
    expect(await attempt({ prices: [{ currency: 'USD', month: '1' }, { currency: 'USD', year: '1' }] })).toEqual(['prices.1.currency taken'])
    expect(await attempt({ prices: [{ currency: 'JPY', month: '1.5' }] })).toEqual(['prices.0.month invalid'])
    expect(await attempt({ ...graduated, prices: [{ currency: 'USD', month: '1' }, { currency: 'EUR', month: '1' }] })).toEqual(['usagePrice usageOneCurrency'])
    expect(await attempt({ usagePrice: 'volume', usageBasis: 'value', tiers: [{ rate: '80' }], prices: [{ currency: 'USD', month: '1' }, { currency: 'EUR', month: '1' }] })).toBe('went through')
  })
})

describe('the sample month', () => {
  it('costs what the invoice of such a month asks for, line for line', async () => {
    const { id, versions } = await publishPlanVersion(staff, { code: code(), ...base, ...graduated, minimumCommitment: '25' })
    const month = await previewPlanMonth(staff, { ...base, ...graduated, minimumCommitment: '25', ...sample })
    expect(month).toMatchObject({ beyondTokens: 3_000_000n, refusedTokens: 0n, subtotalMinor: 2_000n + 2_500n }) // 4 + 1 + 2 × 2.50 = 10, and 15 that lack of the commitment
    const client = await createBilledClient({ now: start })
    await platformDb.subscription.update({ where: { id: client.subscriptionId }, data: { planVersionId: versions[0]?.versionId ?? id } })
    const period = await addPeriod(client, '2026-01-01', '2026-02-01')
    await addOverage(client, period, 10n ** 12n, { tokens: 3_000_000 })
    client.clock.set(new Date('2026-02-01T02:00:00Z'))
    const { invoiceId } = await draftUsageInvoice(client.system, { id: period })
    const lines = await platformDb.invoiceLine.findMany({ where: { invoiceId: invoiceId ?? '' }, orderBy: { position: 'asc' } })
    expect(lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual(month.lines.slice(1).map(({ kind, amountMinor }) => [kind, amountMinor]))
  })

  it('at list price is the models’ prices; a plan that stops and a spend limit refuse the rest; the threshold is told', async () => {
    const listed = await previewPlanMonth(staff, { ...base, usagePrice: 'list', ...sample })
    const usage = listed.subtotalMinor - 2_000n
    expect(usage).toBeGreaterThan(1n)
    expect(await previewPlanMonth(staff, { ...base, overage: 'stop', usagePrice: 'list', ...sample })).toMatchObject({ subtotalMinor: 2_000n, beyondTokens: 0n, refusedTokens: 3_000_000n })
    const limited = await previewPlanMonth(staff, { ...base, usagePrice: 'list', prices: [{ currency: 'USD', month: '20', year: '200', spendLimit: '0.01' }], ...sample })
    expect(limited.subtotalMinor).toBe(2_001n)
    expect(limited.beyondTokens + limited.refusedTokens).toBe(3_000_000n)
    expect(await previewPlanMonth(staff, { ...base, ...graduated, thresholdInvoice: '4', ...sample })).toMatchObject({ interimInvoices: 2n })
    expect(await fieldsOf(previewPlanMonth(staff, { ...base, usagePrice: 'list', ...sample, sampleCurrency: 'JPY' }))).toEqual(['sampleModel modelNoPrice'])
  })
})
