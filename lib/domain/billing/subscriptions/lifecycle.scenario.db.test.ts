import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { ledgerBalance } from '@/lib/domain/ledger'
import { FixedClock, days, hours, plus } from '@/lib/kernel/clock'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { as, createTestClient, noProviders } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { cancelSubscription, uncancelSubscription } from './cancel-subscription'
import { getPayment } from '../get-payment'
import { decideSandboxCharge } from '../platform/sandbox'
import { previewSubscription } from './preview-subscription'
import { settleSubscription } from './settle-subscription'
import { payInvoice } from '../start-payment'
import { subscribe } from './subscribe'

const begin = new Date('2026-01-31T12:00:00Z')
beforeAll(async () => seedCatalog(platformDb, begin))
afterAll(closePool)

async function life(planCode: string, interval: 'month' | 'year' = 'month') {
  const clock = new FixedClock(begin)
  const providers = { ...noProviders, payments: configuredPayments(clock) }
  const { ctx, clientId } = await createTestClient({ clock, providers, timeZone: 'Africa/Cairo' })
  const { frozenAt, hash } = await previewSubscription(ctx, { planCode, interval })
  const { subscription, invoiceId, payment } = await subscribe(ctx, { planCode, interval, frozenAt, hash })
  const pay = async (paymentId: string) => {
    const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId } })
    await decideSandboxCharge({ ...ctx, actor: { kind: 'visitor' } }, { id: externalId ?? '', outcome: 'succeed' })
    return getPayment(ctx, { id: paymentId })
  }
  const settle = () => settleSubscription(as(ctx, { kind: 'system', job: 'billing' }), { id: subscription.id })
  const row = () => platformDb.subscription.findUniqueOrThrow({ where: { id: subscription.id } })
  return { clock, ctx, clientId, id: subscription.id, invoiceId, paymentId: payment?.id ?? '', pay, settle, row }
}

describe('a subscription’s life', () => {
  it('on the free plan gives a new allowance every month, on the same day, and never an invoice', async () => {
    const { clock, clientId, settle, row } = await life('free')
    const ends = [(await row()).currentPeriodEnd]
    for (let i = 0; i < 3; i++) {
      clock.set(new Date(ends.at(-1) ?? begin))
      expect(await settle()).toBe('renewed')
      ends.push((await row()).currentPeriodEnd)
    }
    expect(ends.map((end) => end?.toISOString())).toEqual(['2026-02-27T22:00:00.000Z', '2026-03-30T22:00:00.000Z', '2026-04-29T21:00:00.000Z', '2026-05-30T21:00:00.000Z'])
    expect(await platformDb.usagePeriod.count({ where: { clientId } })).toBe(4)
    expect(await platformDb.invoice.count({ where: { clientId } })).toBe(0)
  })

  it('paid by the month renews with one invoice a period, falls past due, and is active again when paid', async () => {
    const { clock, ctx, clientId, paymentId, pay, settle, row } = await life('pro')
    await pay(paymentId)
    clock.set((await row()).currentPeriodEnd ?? begin)
    expect([await settle(), await settle()]).toEqual(['renewed', 'allowance'])
    const renewals = await platformDb.invoice.findMany({ where: { clientId, reason: 'subscription_cycle' } })
    expect(renewals).toHaveLength(1)
    clock.advance(days(7))
    expect(await settle()).toBe('past_due')
    const attempt = await payInvoice(ctx, { id: renewals[0]?.id ?? '' })
    expect(await pay(attempt.id)).toMatchObject({ state: 'succeeded' })
    expect(await row()).toMatchObject({ status: 'active' })
    expect(await ledgerBalance(platformDb, { clientId, kind: 'receivable', currency: 'USD', mode: 'test' })).toBe(0n)
  })

  it('left unpaid falls past due after a week, with a case that stops service three weeks later', async () => {
    const { clock, clientId, paymentId, pay, settle, row } = await life('pro')
    await pay(paymentId)
    clock.set((await row()).currentPeriodEnd ?? begin)
    await settle()
    clock.advance(days(7))
    expect([await settle(), await settle()]).toEqual(['past_due', 'allowance'])
    expect(await platformDb.dunningCase.findFirst({ where: { clientId } })).toMatchObject({ state: 'open', suspendAt: plus(clock.now(), days(21)), deleteAt: plus(clock.now(), days(51)) })
  })

  it('paid by the year gets its allowance month by month', async () => {
    const { clock, clientId, paymentId, pay, settle, row } = await life('pro', 'year')
    await pay(paymentId)
    clock.advance(days(40))
    expect(await settle()).toBe('allowance')
    expect(await platformDb.usagePeriod.count({ where: { clientId } })).toBe(2)
    expect((await row()).currentPeriodEnd?.toISOString()).toBe('2027-01-30T22:00:00.000Z')
  })

  it('canceled at period end works until then and can be kept after all', async () => {
    const { clock, ctx, id, paymentId, pay, settle, row } = await life('pro')
    await pay(paymentId)
    expect(await cancelSubscription(ctx, { id })).toMatchObject({ status: 'active', cancelAtPeriodEnd: true })
    expect(await uncancelSubscription(ctx, { id })).toMatchObject({ cancelAtPeriodEnd: false })
    await cancelSubscription(ctx, { id })
    clock.set((await row()).currentPeriodEnd ?? begin)
    expect(await settle()).toBe('ended')
    expect(await platformDb.invoice.count({ where: { subscriptionId: id } })).toBe(1)
  })

  it('never paid expires after a day and its invoice is void', async () => {
    const { clock, id, settle, row } = await life('pro')
    clock.advance(hours(24))
    expect(await settle()).toBe('expired')
    expect(await row()).toMatchObject({ status: 'expired' })
    expect(await platformDb.invoice.findFirst({ where: { subscriptionId: id } })).toMatchObject({ documentStatus: 'void' })
  })

  it('paid while the client fails compliance keeps the money and activates when the client passes', async () => {
    const { ctx, clientId, paymentId, pay, settle, row } = await life('pro')
    await platformDb.clientProfile.update({ where: { clientId }, data: { termsAcceptedAt: null } })
    expect(await pay(paymentId)).toMatchObject({ state: 'succeeded' })
    expect(await row()).toMatchObject({ status: 'incomplete' })
    expect(await settle()).toBe('nothing')
    await platformDb.clientProfile.update({ where: { clientId }, data: { termsAcceptedAt: begin } })
    expect(await settle()).toBe('activated')
    expect(ctx.clientId).toBe(clientId)
  })
})
