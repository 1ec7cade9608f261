import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { moveSubscribers, previewSubscription, settleSubscription, subscribe, syncPayment } from '@/lib/domain/billing'
import { decideSandboxCharge } from '@/lib/domain/billing/platform/sandbox'
import { FixedClock } from '@/lib/kernel/clock'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { as, createTestClient, noProviders, staffCtx, systemCtx } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { getAnyPlan, listAllPlans } from '../plans/list-plans'
import { getMigration, migrateSubscribers } from '../plans/migrate-subscribers'
import { publishPlanVersion } from '../plans/publish-plan-version'
import { changeClientSubscription, previewClientSubscription } from './change-subscription'
import { setCustomPrice } from './custom-price'
import { getAnySubscription } from './list-subscriptions'

const begin = new Date('2026-03-01T00:00:00Z')
beforeAll(async () => seedCatalog(platformDb, begin))
afterAll(closePool)

async function subscriber(planCode = 'pro') {
  const clock = new FixedClock(begin)
  const providers = { ...noProviders, payments: configuredPayments(clock) }
  const { ctx, clientId } = await createTestClient({ clock, providers })
  const { frozenAt, hash } = await previewSubscription(ctx, { planCode })
  const { subscription: { id }, payment } = await subscribe(ctx, { planCode, frozenAt, hash })
  const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: payment?.id ?? '' } })
  await decideSandboxCharge({ ...ctx, actor: { kind: 'visitor' } }, { id: externalId ?? '', outcome: 'succeed' })
  await syncPayment(ctx, payment?.id ?? '')
  const settle = () => settleSubscription(as(ctx, { kind: 'system', job: 'billing' }), { id })
  return { clock, clientId, id, settle, staff: staffCtx('finance', clock, providers), row: () => platformDb.subscription.findUniqueOrThrow({ where: { id } }) }
}

describe('staff', () => {
  it('change a client’s plan as previewed: it is invoiced, waits a week for its money, and stands in the history with its reason', async () => {
    const { clock, clientId, id, staff, row } = await subscriber()
    clock.set(new Date('2026-03-16T12:00:00Z'))
    const { frozenAt, hash, dueTodayMinor } = await previewClientSubscription(staff, { id: clientId, planCode: 'enterprise' })
    expect(dueTodayMinor).toBe(8_500n)
    await expect(changeClientSubscription(staff, { id: clientId, planCode: 'enterprise', reason: 'Asked by phone' })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await changeClientSubscription(staff, { id: clientId, planCode: 'enterprise', frozenAt, hash, reason: 'Asked by phone' })).toMatchObject({ planCode: 'pro' })
    expect((await row()).amountMinor).toBe(2_900n)
    expect(await platformDb.subscriptionChange.findFirstOrThrow({ where: { subscriptionId: id } })).toMatchObject({ state: 'pending', expiresAt: new Date('2026-03-23T12:00:00Z') })
    expect((await getAnySubscription(staff, { id })).events.find(({ action }) => action === 'admin.changeSubscription')).toMatchObject({ actorKind: 'staff', data: { reason: 'Asked by phone' } })
  })

  it('stop the collection of money, which no client can', async () => {
    const { clientId, staff, settle, clock, id } = await subscriber()
    expect(await changeClientSubscription(staff, { id: clientId, act: 'pause', kind: 'collection', reason: 'Dispute' })).toMatchObject({ status: 'active', pauseKind: 'collection' })
    clock.set(new Date('2026-04-01T00:00:00Z'))
    expect(await settle()).toBe('renewed')
    clock.set(new Date('2026-04-25T00:00:00Z'))
    expect(await settle()).toBe('allowance')
    expect(await platformDb.invoice.count({ where: { subscriptionId: id, reason: 'subscription_cycle', paymentStatus: 'unpaid' } })).toBe(1)
  })

  it('agree a price with one client, from a day on; the running period keeps what was paid', async () => {
    const { clientId, staff, settle, clock, id } = await subscriber()
    const { data } = await setCustomPrice(staff, { id: clientId, planCode: 'pro', interval: 'month', amount: '19.50', effectiveFrom: new Date('2026-03-20T00:00:00Z'), note: 'Year two' })
    expect(data).toMatchObject([{ amountMinor: 1_950n, effectiveTo: null }])
    await expect(setCustomPrice(staff, { id: clientId, planCode: 'pro', interval: 'month', amount: '18', effectiveFrom: new Date('2026-03-15T00:00:00Z') })).rejects.toMatchObject({ fields: { effectiveFrom: { code: 'pricePlanned' } } })
    clock.set(new Date('2026-04-01T00:00:00Z'))
    await settle()
    const totals = await platformDb.invoice.findMany({ where: { subscriptionId: id }, orderBy: { id: 'asc' }, select: { totalMinor: true } })
    expect(totals.map(({ totalMinor }) => totalMinor)).toEqual([2_900n, 1_950n])
  })
})

describe('a new version of a plan', () => {
  const version = {
    nameEn: 'Pro', nameAr: 'Pro', descriptionEn: 'More', descriptionAr: 'المزيد', trialDays: 0, includedTokens: 8_000_000n, requestsPerMinute: 400, tokensPerMinute: 300_000, maxOutputTokens: 2_048,
    maxKeys: 20, maxInstances: 1, overage: 'allow' as const, prices: [{ currency: 'USD', month: '35', year: '350', spendLimit: '60' }], isPublic: true,
  }

  it('is sold from now on; who holds the one before keeps it until staff move them, each at the end of the period', async () => {
    const [stays, ends] = [await subscriber(), await subscriber()]
    await platformDb.subscription.update({ where: { id: ends.id }, data: { cancelAtPeriodEnd: true } })
    const { data } = await listAllPlans(stays.staff, {})
    const pro = data.find(({ code }) => code === 'pro')
    stays.clock.set(new Date('2026-03-10T00:00:00Z'))
    const [newest, before] = (await publishPlanVersion(stays.staff, { id: pro?.id ?? '', ...version })).versions
    expect([newest?.version, newest?.isSold, newest?.models.length, before?.isSold]).toEqual([2, true, before?.models.length, false])
    expect((await stays.row()).amountMinor).toBe(2_900n)

    const move = await migrateSubscribers(stays.staff, { fromVersionId: before?.versionId ?? '', toVersionId: newest?.versionId ?? '', reason: 'Version one ends' })
    expect(await moveSubscribers(systemCtx('move_subscribers', stays.clock))).toBe(move.total)
    const { items, state, scheduled, skipped } = await getMigration(stays.staff, { id: move.id })
    expect([state, scheduled + skipped]).toEqual(['done', move.total])
    expect(items.find(({ subscriptionId }) => subscriptionId === stays.id)?.outcome).toBe('scheduled')
    expect(items.find(({ subscriptionId }) => subscriptionId === ends.id)?.outcome).toBe('skipped')
    stays.clock.set(new Date('2026-04-01T00:00:00Z'))
    expect(await stays.settle()).toBe('renewed')
    expect(await stays.row()).toMatchObject({ amountMinor: 3_500n, planVersionId: newest?.versionId })
    expect((await getAnyPlan(stays.staff, { id: pro?.id ?? '' })).migrations).toMatchObject([{ state: 'done' }])
  })

  it('of a plan with a code that is taken is refused', async () => {
    await expect(publishPlanVersion(staffCtx('owner'), { code: 'pro', ...version })).rejects.toMatchObject({ fields: { code: { code: 'taken' } } })
    await expect(publishPlanVersion(staffCtx('owner'), { code: 'team', ...version, prices: [{ currency: 'USD', month: '35.555' }] })).rejects.toMatchObject({ fields: { 'prices.0.month': { code: 'invalid' } } })
  })
})
