import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import type { ClientCtx } from '@/lib/domain/context'
import { ledgerBalance } from '@/lib/domain/ledger'
import { FixedClock, days, hours, minutes } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { as, createTestClient, noProviders } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { syncPayment } from '../open-payment'
import { decideSandboxCharge } from '../platform/sandbox'
import { payInvoice } from '../start-payment'
import { cancelSubscription, uncancelSubscription } from './cancel-subscription'
import { changeSubscription } from './change-subscription'
import { pauseSubscription, resumeSubscription } from './pause-subscription'
import { previewAct } from './preview-act'
import { previewSubscription } from './preview-subscription'
import { settleSubscription } from './settle-subscription'
import { subscribe } from './subscribe'

const begin = new Date('2026-03-01T00:00:00Z')
beforeAll(async () => seedCatalog(platformDb, begin))
afterAll(closePool)

/** The customer pays on the provider's page; we are told later. */
async function payThere(ctx: ClientCtx, paymentId: string | undefined): Promise<void> {
  const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId ?? '' } })
  await decideSandboxCharge({ ...ctx, actor: { kind: 'visitor' } }, { id: externalId ?? '', outcome: 'succeed' })
}

async function pay(ctx: ClientCtx, paymentId: string | undefined): Promise<void> {
  await payThere(ctx, paymentId)
  await syncPayment(ctx, paymentId ?? '')
}

async function life(planCode = 'pro', interval: 'month' | 'year' = 'month', country = 'US') {
  const clock = new FixedClock(begin)
  const { ctx, clientId } = await createTestClient({ clock, providers: { ...noProviders, payments: configuredPayments(clock) }, country })
  const { frozenAt, hash } = await previewSubscription(ctx, { planCode, interval })
  const { subscription: { id }, payment } = await subscribe(ctx, { planCode, interval, frozenAt, hash })
  if (payment) await pay(ctx, payment.id)
  return {
    clock, ctx, clientId, id,
    at: (text: string) => clock.set(new Date(text)),
    settle: () => settleSubscription(as(ctx, { kind: 'system', job: 'billing' }), { id }),
    row: () => platformDb.subscription.findUniqueOrThrow({ where: { id }, include: { planVersion: { select: { plan: { select: { code: true } } } } } }),
    spans: () => platformDb.serviceSpan.findMany({ where: { subscriptionId: id }, orderBy: [{ startsAt: 'asc' }, { id: 'asc' }] }),
    change: async (wish: { planCode?: string; interval?: 'month' | 'year'; quantity?: number }) => {
      const preview = await previewAct(ctx, { id, ...wish })
      return { preview, made: await changeSubscription(ctx, { id, ...wish, frozenAt: preview.frozenAt, hash: preview.hash }) }
    },
    wallet: async () => -(await ledgerBalance(platformDb, { clientId, kind: 'wallet', currency: 'USD', mode: 'test' })),
  }
}

describe('a change of a subscription', () => {
  it('upward is charged what its preview said and applied once it is paid: 99.50 less 14.50 on 16 March', async () => {
    const { ctx, id, at, change, row, spans, clientId } = await life()
    at('2026-03-16T12:00:00Z')
    const { preview, made } = await change({ planCode: 'enterprise' })
    expect(preview).toMatchObject({ timing: 'now', dueTodayMinor: 8_500n, nextChargeMinor: 19_900n, nextChargeAt: new Date('2026-04-01T00:00:00Z') })
    expect(preview.lines.map(({ amountMinor }) => amountMinor)).toEqual([-1_450n, 9_950n])
    expect(made).toMatchObject({ payment: { amountMinor: 8_500n }, subscription: { planCode: 'pro', waitingInvoiceId: made.invoiceId, openInvoiceId: null } })
    await pay(ctx, made.payment?.id)
    expect(await row()).toMatchObject({ status: 'active', amountMinor: 19_900n, planVersion: { plan: { code: 'enterprise' } }, currentPeriodEnd: new Date('2026-04-01T00:00:00Z') })
    expect((await spans()).map(({ netMinor, creditedMinor, endsAt }) => [netMinor, creditedMinor, endsAt.toISOString()])).toEqual([
      [2_900n, 1_450n, '2026-03-16T12:00:00.000Z'], [9_950n, 0n, '2026-04-01T00:00:00.000Z'],
    ])
    const period = await platformDb.usagePeriod.findFirstOrThrow({ where: { clientId, subscriptionId: id } })
    expect(period.includedTokens).toBe(27_500_000n) // 5 million and half of the 45 million more
  })

  it('unpaid for an hour expires with its invoice and leaves everything as it was', async () => {
    const { at, clock, change, row, spans, settle } = await life()
    at('2026-03-16T12:00:00Z')
    const { made } = await change({ planCode: 'enterprise' })
    clock.advance(hours(1))
    expect(await settle()).toBe('change_expired')
    expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: made.invoiceId ?? '' } })).toMatchObject({ documentStatus: 'void' })
    expect(await row()).toMatchObject({ amountMinor: 2_900n, planVersion: { plan: { code: 'pro' } } })
    expect(await spans()).toHaveLength(1)
  })

  it('whose payment is heard of after it was given up becomes credit and changes nothing', async () => {
    const { ctx, at, clock, change, row, settle, wallet } = await life()
    at('2026-03-16T12:00:00Z')
    const { made } = await change({ planCode: 'enterprise' })
    clock.advance(minutes(50))
    await payThere(ctx, made.payment?.id)
    clock.advance(minutes(10))
    await settle()
    await syncPayment(ctx, made.payment?.id ?? '')
    expect(await row()).toMatchObject({ amountMinor: 2_900n })
    expect(await wallet()).toBe(8_500n)
  })

  it('pressed ten times at once makes one invoice and one payment', async () => {
    const { ctx, id, at } = await life()
    at('2026-03-16T12:00:00Z')
    const { frozenAt, hash } = await previewAct(ctx, { id, planCode: 'enterprise' })
    const all = await Promise.all(Array.from({ length: 10 }, () => changeSubscription(ctx, { id, planCode: 'enterprise', frozenAt, hash })))
    expect(new Set(all.map(({ invoiceId, payment }) => `${invoiceId} ${payment?.id}`)).size).toBe(1)
    expect(await platformDb.invoice.count({ where: { subscriptionId: id, reason: 'subscription_change' } })).toBe(1)
  })

  it('may follow another at the very same instant, as on a test clock that stands still: each has its own invoice, and together they cost what is left', async () => {
    const { ctx, id, at, change, clientId, spans, wallet } = await life()
    at('2026-03-16T12:00:00Z')
    await pay(ctx, (await change({ planCode: 'enterprise' })).made.payment?.id)
    await pay(ctx, (await change({ quantity: 2 })).made.payment?.id)
    const stop = await previewAct(ctx, { id, act: 'pause_now' })
    await pauseSubscription(ctx, { id, kind: 'service_now', frozenAt: stop.frozenAt, hash: stop.hash })
    const again = await previewAct(ctx, { id, act: 'resume' })
    await pay(ctx, (await resumeSubscription(ctx, { id, frozenAt: again.frozenAt, hash: again.hash })).payment?.id)
    const invoices = await platformDb.invoice.findMany({ where: { clientId, documentStatus: 'open' }, orderBy: { id: 'asc' } })
    expect(invoices.map(({ reason }) => reason)).toEqual(['subscription_create', 'subscription_change', 'subscription_change', 'subscription_change'])
    expect(new Set(invoices.map(({ number }) => number)).size).toBe(4)
    expect(invoices.reduce((sum, { totalMinor, carryMinor }) => sum + totalMinor - carryMinor, 0n)).toBe((await spans()).reduce((sum, { netMinor, creditedMinor }) => sum + netMinor - creditedMinor, 0n))
    expect(await wallet()).toBe(stop.creditMinor)
  })

  it('is refused with a new preview when the shown one is stale, and charges nothing', async () => {
    const { ctx, id, at, clock } = await life()
    at('2026-03-16T12:00:00Z')
    const { frozenAt, hash } = await previewAct(ctx, { id, planCode: 'enterprise' })
    clock.advance(minutes(30) + 1)
    const refusal: unknown = await changeSubscription(ctx, { id, planCode: 'enterprise', frozenAt, hash }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'stale_preview', status: 409, preview: { subscriptionId: id, dueTodayMinor: 8_489n } })
    await expect(changeSubscription(ctx, { id, planCode: 'enterprise', quantity: 2, frozenAt: clock.now(), hash })).rejects.toMatchObject({ code: 'stale_preview' })
    expect(await platformDb.invoice.count({ where: { subscriptionId: id } })).toBe(1)
  })

  it('downward waits for the end of the period, can be taken back, and renews at the price that was shown', async () => {
    const { at, change, row, settle, id } = await life('enterprise')
    at('2026-03-10T00:00:00Z')
    expect((await change({ planCode: 'pro' })).preview).toMatchObject({ timing: 'period_end', dueTodayMinor: 0n, nextChargeMinor: 2_900n })
    expect((await change({ planCode: 'enterprise' })).made.subscription.pending).toBeNull()
    await change({ planCode: 'pro' })
    at('2026-04-01T00:00:00Z')
    expect(await settle()).toBe('renewed')
    expect(await row()).toMatchObject({ amountMinor: 2_900n, pendingPlanVersionId: null, planVersion: { plan: { code: 'pro' } } })
    expect(await platformDb.invoice.findFirstOrThrow({ where: { subscriptionId: id, reason: 'subscription_cycle' } })).toMatchObject({ totalMinor: 2_900n })
  })

  it('that leaves more unused than it costs puts the rest on the wallet', async () => {
    const { at, change, row, wallet } = await life('enterprise', 'year')
    await platformDb.plan.updateMany({ where: { code: 'custom' }, data: { isPublic: true } })
    const version = await platformDb.planVersion.findFirstOrThrow({ where: { plan: { code: 'custom' } } })
    const { clientId } = await row()
    await platformDb.customPrice.create({ data: {
      id: newId('cpr'), clientId, planVersionId: version.id, currency: 'USD', interval: 'month', amountMinor: 30_000n, effectiveFrom: begin, createdAt: begin,
    } })
    at('2026-09-01T00:00:00Z') // 181 of 365 days are left: 98682.19…
    const { preview, made } = await change({ planCode: 'custom', interval: 'month' })
    expect(preview).toMatchObject({ dueTodayMinor: 0n, creditMinor: 68_682n })
    expect(made.payment).toBeNull()
    expect(await row()).toMatchObject({ amountMinor: 30_000n, interval: 'month', currentPeriodEnd: new Date('2026-10-01T00:00:00Z') })
    expect(await wallet()).toBe(68_682n)
  })

  it('of seats charges for those that are added and multiplies the allowance', async () => {
    const { ctx, at, change, row, clientId } = await life()
    at('2026-03-16T12:00:00Z')
    const { made } = await change({ quantity: 3 })
    expect(made.payment?.amountMinor).toBe(2_900n) // half a month of two seats
    await pay(ctx, made.payment?.id)
    expect(await row()).toMatchObject({ quantity: 3, amountMinor: 8_700n })
    expect((await platformDb.usagePeriod.findFirstOrThrow({ where: { clientId } })).includedTokens).toBe(10_000_000n)
  })
})

describe('stopping and going on', () => {
  it('canceled today gives the rest and its tax back to the wallet, and ends the allowance', async () => {
    const { ctx, id, at, row, wallet, clientId } = await life('pro', 'month', 'SA')
    at('2026-03-11T00:00:00Z')
    const { frozenAt, hash, creditMinor } = await previewAct(ctx, { id, act: 'cancel_now' })
    expect(creditMinor).toBe(2_260n) // 19.65 and 15 %
    await expect(cancelSubscription(ctx, { id, when: 'now' })).rejects.toMatchObject({ code: 'invalid_input' })
    await cancelSubscription(ctx, { id, when: 'now', frozenAt, hash, reason: 'Project ended' })
    expect(await row()).toMatchObject({ status: 'canceled', cancelReason: 'Project ended' })
    expect(await wallet()).toBe(2_260n)
    expect(await platformDb.usagePeriod.count({ where: { clientId, endsAt: { gt: new Date('2026-03-11T00:00:00.001Z') } } })).toBe(0)
  })

  it('where the operator gives nothing back, a cancellation today credits nothing', async () => {
    const { ctx, id, at, wallet } = await life()
    await platformDb.setting.upsert({ where: { key: 'cancel_now' }, create: { key: 'cancel_now', value: 'nothing', updatedAt: begin }, update: { value: 'nothing' } })
    at('2026-03-11T00:00:00Z')
    const { frozenAt, hash, creditMinor } = await previewAct(ctx, { id, act: 'cancel_now' })
    await cancelSubscription(ctx, { id, when: 'now', frozenAt, hash })
    await platformDb.setting.delete({ where: { key: 'cancel_now' } })
    expect([creditMinor, await wallet()]).toEqual([0n, 0n])
  })

  it('paused today and resumed later pays a new period that begins on that day', async () => {
    const { ctx, id, at, row, spans, wallet } = await life()
    at('2026-03-11T00:00:00Z')
    const stop = await previewAct(ctx, { id, act: 'pause_now' })
    expect(await pauseSubscription(ctx, { id, kind: 'service_now', frozenAt: stop.frozenAt, hash: stop.hash })).toMatchObject({ status: 'paused', pauseKind: 'service_now' })
    expect(await wallet()).toBe(1_965n)
    at('2026-03-21T08:00:00Z')
    const { frozenAt, hash, dueTodayMinor } = await previewAct(ctx, { id, act: 'resume' })
    expect(dueTodayMinor).toBe(2_900n)
    const { payment } = await resumeSubscription(ctx, { id, frozenAt, hash })
    expect(await row()).toMatchObject({ status: 'paused' })
    await pay(ctx, payment?.id)
    expect(await row()).toMatchObject({ status: 'active', pauseKind: null, anchorDay: 21, currentPeriodEnd: new Date('2026-04-21T00:00:00Z') })
    expect(await spans()).toHaveLength(2)
  })

  it('paused at the end stops with the period, charges nothing and resumes by itself on its day', async () => {
    const { ctx, id, at, settle, row } = await life()
    at('2026-03-10T00:00:00Z')
    await pauseSubscription(ctx, { id, resumesAt: new Date('2026-05-05T00:00:00Z') })
    at('2026-04-01T00:00:00Z')
    expect([await settle(), (await row()).status]).toEqual(['paused', 'paused'])
    at('2026-05-05T00:00:00Z')
    expect(await settle()).toBe('resumed')
    expect(await platformDb.invoice.findFirstOrThrow({ where: { subscriptionId: id, reason: 'subscription_change' } })).toMatchObject({ totalMinor: 2_900n, paymentStatus: 'unpaid' })
    expect(await settle()).toBe('nothing')
  })

  it('set to end refuses changes until it is kept, and nobody but staff stops the collection of money', async () => {
    const { ctx, id } = await life()
    await cancelSubscription(ctx, { id })
    await expect(previewAct(ctx, { id, planCode: 'enterprise' })).rejects.toMatchObject({ code: 'invalid_state', fields: { act: { code: 'endsSoon' } } })
    await uncancelSubscription(ctx, { id })
    expect(await previewAct(ctx, { id, planCode: 'enterprise' })).toMatchObject({ dueTodayMinor: 17_000n })
    await expect(pauseSubscription(ctx, { id, kind: 'collection' })).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a trial', () => {
  async function trialPlan(code: string): Promise<void> {
    const [planId, planVersionId] = [newId('pln'), newId('plv')]
    await platformDb.plan.create({ data: { id: planId, code, rank: 2, createdAt: begin } })
    await platformDb.planVersion.create({ data: {
      id: planVersionId, planId, version: 1, name: { en: 'Try', ar: 'Try' }, description: { en: '', ar: '' }, trialDays: 14, includedTokens: 1_000n, requestsPerMinute: 10,
      tokensPerMinute: 1_000, maxOutputTokens: 100, maxKeys: 1, overage: 'stop', publishedAt: new Date('2024-01-01T00:00:00Z'),
    } })
    await platformDb.planPrice.create({ data: { id: newId('prc'), planVersionId, currency: 'USD', interval: 'month', amountMinor: 2_900n } })
  }

  it('works at once, is announced, and turns into a paid month once its invoice is paid', async () => {
    await trialPlan('try-a')
    const { id, clock, ctx, settle, row } = await life('try-a')
    expect(await row()).toMatchObject({ status: 'trialing', trialEndsAt: new Date('2026-03-15T00:00:00Z') })
    clock.advance(days(11))
    expect([await settle(), await settle()]).toEqual(['trial_announced', 'allowance'])
    clock.advance(days(3))
    expect([await settle(), (await row()).status]).toEqual(['trial_ended', 'incomplete'])
    const invoice = await platformDb.invoice.findFirstOrThrow({ where: { subscriptionId: id } })
    expect(invoice).toMatchObject({ totalMinor: 2_900n, periodStart: new Date('2026-03-15T00:00:00Z'), periodEnd: new Date('2026-04-15T00:00:00Z') })
    await pay(ctx, (await payInvoice(ctx, { id: invoice.id })).id)
    expect(await row()).toMatchObject({ status: 'active', currentPeriodEnd: new Date('2026-04-15T00:00:00Z') })
  })

  it('is had once: by the client, and by the mailbox whatever is added to its name', async () => {
    await trialPlan('try-b')
    const first = await createTestClient({ clock: new FixedClock(begin) })
    const second = await createTestClient({ clock: new FixedClock(begin) })
    await platformDb.user.update({ where: { id: first.userId }, data: { emailNormalized: 'a.name+one@gmail.com' } })
    await platformDb.user.update({ where: { id: second.userId }, data: { emailNormalized: 'aname@googlemail.com' } })
    const { frozenAt, hash, trialEndsAt } = await previewSubscription(first.ctx, { planCode: 'try-b' })
    expect(trialEndsAt).not.toBeNull()
    await subscribe(first.ctx, { planCode: 'try-b', frozenAt, hash })
    expect(await previewSubscription(second.ctx, { planCode: 'try-b' })).toMatchObject({ trialEndsAt: null, dueTodayMinor: 2_900n })
  })
})
