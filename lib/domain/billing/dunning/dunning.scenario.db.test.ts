import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { listMethods, startPayment } from '@/lib/domain/billing'
import { readEntitlement } from '@/lib/domain/gateway/entitlement'
import { ledgerBalance } from '@/lib/domain/ledger'
import { daysAfter, mailsOf, work, workAt } from '@/lib/testing/billing-day'
import { as } from '@/lib/testing/contexts'
import { buyPlan, createPayingClient, payAtSandbox, setCards, type PayingClient } from '@/lib/testing/paying-client'
import type { CardBehaviour } from '@/lib/providers/payments/sandbox/cards'
import { seedCatalog } from '@/prisma/seed/catalog'
import { decideSandboxCharge } from '../platform/sandbox'
import { removeMethod } from '../methods/change-method'
import { addMethod, finishMethod } from '../methods/add-method'
import { getArrears } from './get-arrears'

const start = new Date('2026-01-10T08:00:00Z')
beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

/** A client on Pro whose renewal of 29.00 on 10 February meets a card that answers like that. */
async function renewal(card: CardBehaviour | 'none') {
  const client = await createPayingClient(start)
  const { subscriptionId } = await buyPlan(client, card === 'none' ? {} : { saving: card })
  const endsAt = (await platformDb.subscription.findUniqueOrThrow({ where: { id: subscriptionId } })).currentPeriodEnd ?? start
  await workAt(client, endsAt)
  const invoice = await platformDb.invoice.findFirstOrThrow({ where: { clientId: client.clientId, reason: 'subscription_cycle' } })
  const look = async () => {
    const subscription = await platformDb.subscription.findUniqueOrThrow({ where: { id: subscriptionId } })
    const { paymentStatus } = await platformDb.invoice.findUniqueOrThrow({ where: { id: invoice.id } })
    const gateway = await readEntitlement(client.clientId, null, client.clock.now()).then(() => 'served', (error: unknown) => (error instanceof Error && 'code' in error ? error.code : 'broken'))
    const { data: [view] } = await getArrears(client.ctx, {})
    return { invoice: paymentStatus, subscription: subscription.status, gateway, case: view?.state ?? 'none' }
  }
  const tries = () => platformDb.payment.count({ where: { invoiceId: invoice.id, savedMethodId: { not: null } } })
  return { client, endsAt, invoiceId: invoice.id, subscriptionId, look, tries }
}

const addCard = async ({ ctx }: PayingClient, card: CardBehaviour) => {
  const { id, redirectUrl } = await addMethod(ctx, {})
  await decideSandboxCharge({ ...ctx, actor: { kind: 'visitor' } }, { id: redirectUrl.split('/').at(-1) ?? '', outcome: 'succeed', card })
  await finishMethod(ctx, { id })
}

const served = { gateway: 'served' } as const

describe('an unpaid renewal', () => {
  it('never opens a case when the card pays', async () => {
    const { look, tries } = await renewal('pays')
    expect([await look(), await tries()]).toEqual([{ invoice: 'paid', subscription: 'active', ...served, case: 'none' }, 1])
  })

  it('is tried on days 0, 2, 7, 14 and 21, suspended on day 21, ended on day 51, and owed for ever after', async () => {
    const { client, endsAt, look, tries } = await renewal('declines_soft')
    const [day2 = endsAt, day7 = endsAt, day14 = endsAt, day20 = endsAt, day21 = endsAt, day50 = endsAt, day51 = endsAt] = daysAfter(endsAt, 2, 7, 14, 20, 21, 50, 51)
    const seen: unknown[] = [[await tries(), (await look()).case, (await look()).gateway]]
    for (const at of [day2, day7, day14, day20, day21, day50, day51]) {
      await workAt(client, at, at)
      const { case: state, gateway } = await look()
      seen.push([await tries(), state, gateway])
    }
    expect(seen).toEqual([
      [1, 'open', 'served'], [2, 'open', 'served'], [3, 'open', 'served'], [4, 'open', 'served'], [4, 'open', 'served'],
      [5, 'suspended', 'subscription_inactive'], [5, 'suspended', 'subscription_inactive'], [5, 'ended', 'subscription_inactive'],
    ])
    expect(await look()).toMatchObject({ invoice: 'unpaid', subscription: 'canceled' })
    expect(await ledgerBalance(platformDb, { clientId: client.clientId, kind: 'receivable', currency: 'USD', mode: 'test' })).toBe(2_900n)
    expect(await mailsOf(client, 'dunning')).toEqual([
      'dunning_failed', 'dunning_failed', 'dunning_failed', 'dunning_failed', 'dunning_failed', 'dunning_suspended', 'dunning_ended',
    ])
  })

  it('paid after it ended settles the debt and brings nothing back; a new order starts anew', async () => {
    const { client, endsAt, invoiceId, look } = await renewal('declines_soft')
    await workAt(client, ...daysAfter(endsAt, 2, 7, 14, 21, 51))
    const attempt = await startPayment(client.ctx, { invoiceId })
    await payAtSandbox(client, attempt.id)
    expect(await look()).toMatchObject({ invoice: 'paid', subscription: 'canceled', case: 'ended' })
    const again = await buyPlan(client)
    expect(await platformDb.subscription.findUnique({ where: { id: again.subscriptionId } })).toMatchObject({ status: 'active' })
  })

  it('paid on day 30 while suspended is served again at once, in a new period that begins that day', async () => {
    const { client, endsAt, invoiceId, subscriptionId, look } = await renewal('declines_soft')
    const [day30 = endsAt] = daysAfter(endsAt, 30)
    await workAt(client, ...daysAfter(endsAt, 2, 7, 14, 21), day30)
    expect(await look()).toMatchObject({ ...{ gateway: 'subscription_inactive' }, case: 'suspended' })
    await setCards(client, 'pays')
    const attempt = await startPayment(client.ctx, { invoiceId })
    await payAtSandbox(client, attempt.id)
    await work(client)
    expect(await look()).toEqual({ invoice: 'paid', subscription: 'active', ...served, case: 'recovered' })
    const { anchorDay, currentPeriodStart } = await platformDb.subscription.findUniqueOrThrow({ where: { id: subscriptionId } })
    expect([anchorDay, currentPeriodStart?.toISOString()]).toEqual([12, '2026-03-12T00:00:00.000Z'])
    expect(await platformDb.invoice.count({ where: { subscriptionId, reason: 'subscription_cycle' } })).toBe(2)
  })

  it('is tried at once with a new card, also after a final decline, which stops all tries until then', async () => {
    const { client, endsAt, look, tries } = await renewal('declines_final')
    await workAt(client, ...daysAfter(endsAt, 2, 7))
    expect([await tries(), (await getArrears(client.ctx, {})).data[0]]).toMatchObject([1, { state: 'open', isFinal: true, nextRetryAt: null }])
    const [old] = (await listMethods(client.ctx, {})).data
    await removeMethod(client.ctx, { id: old?.id ?? '' })
    await addCard(client, 'pays')
    await work(client)
    expect([await look(), await tries()]).toEqual([{ invoice: 'paid', subscription: 'active', ...served, case: 'recovered' }, 2])
    expect(await mailsOf(client, 'dunning')).toEqual(['dunning_final', 'dunning_recovered'])
  })

  it('is tried with the new card, which becomes the default, while the one that was declined is still there', async () => {
    const { client, look } = await renewal('declines_soft')
    await addCard(client, 'pays')
    await work(client)
    expect(await look()).toEqual({ invoice: 'paid', subscription: 'active', ...served, case: 'recovered' })
    expect((await getArrears(client.ctx, {})).data[0]?.timeline.map(({ kind }) => kind)).toEqual(['opened', 'retry_failed', 'card_changed', 'recovered'])
    expect((await listMethods(client.ctx, {})).data.map(({ last4, isDefault }) => [last4, isDefault])).toEqual([['4242', true], ['9995', false]])
  })

  it('goes on from where the schedule was when the new card is declined too', async () => {
    const { client, endsAt, tries } = await renewal('declines_final')
    await workAt(client, ...daysAfter(endsAt, 3))
    const [old] = (await listMethods(client.ctx, {})).data
    await removeMethod(client.ctx, { id: old?.id ?? '' })
    await addCard(client, 'declines_soft')
    await work(client)
    const [day7] = daysAfter(endsAt, 7)
    expect([await tries(), (await getArrears(client.ctx, {})).data[0]?.nextRetryAt]).toEqual([2, day7])
  })

  it('whose bank wants the customer waits for them, and ends well when they approve', async () => {
    const { client, look, invoiceId } = await renewal('needs_customer')
    expect(await mailsOf(client, 'dunning')).toEqual(['dunning_confirm'])
    const { externalId, id } = await platformDb.payment.findFirstOrThrow({ where: { invoiceId, state: 'awaiting_customer' } })
    await decideSandboxCharge({ ...client.ctx, actor: { kind: 'visitor' } }, { id: externalId ?? '', outcome: 'approve' })
    await payAtSandbox(client, id).catch(() => undefined)
    expect(await look()).toEqual({ invoice: 'paid', subscription: 'active', ...served, case: 'recovered' })
  })

  it('without any card falls past due after a week and is reminded of instead of charged', async () => {
    const { client, endsAt, look, tries } = await renewal('none')
    expect((await look()).case).toBe('none')
    await workAt(client, ...daysAfter(endsAt, 7, 9, 14, 21, 28))
    expect([await look(), await tries()]).toEqual([{ invoice: 'unpaid', subscription: 'past_due', gateway: 'subscription_inactive', case: 'suspended' }, 0])
    expect(await mailsOf(client, 'dunning')).toEqual(['dunning_reminder', 'dunning_reminder', 'dunning_reminder', 'dunning_reminder', 'dunning_suspended'])
  })

  it('paid does not lift what staff have suspended by hand', async () => {
    const { client, endsAt, invoiceId } = await renewal('declines_soft')
    await workAt(client, ...daysAfter(endsAt, 2, 7, 14, 21))
    await platformDb.client.update({ where: { id: client.clientId }, data: { suspendedAt: client.clock.now(), suspendedReason: 'abuse' } })
    const attempt = await startPayment(as(client.ctx, client.ctx.actor), { invoiceId })
    await payAtSandbox(client, attempt.id)
    expect(await platformDb.client.findUnique({ where: { id: client.clientId } })).toMatchObject({ suspendedReason: 'abuse' })
    expect(await platformDb.subscription.findFirst({ where: { clientId: client.clientId, status: 'active' } })).toMatchObject({ serviceSuspendedAt: null })
  })

  it('looked at by eight workers at once is tried once a day', async () => {
    const { client, endsAt, tries } = await renewal('declines_soft')
    client.clock.set(daysAfter(endsAt, 2)[0] ?? endsAt)
    await Promise.all(Array.from({ length: 8 }, () => work(client)))
    expect(await tries()).toBe(2)
  })

  it('after months of silence is tried once, suspended and ended in one visit', async () => {
    const { client, endsAt, look, tries } = await renewal('declines_soft')
    await workAt(client, ...daysAfter(endsAt, 90))
    expect([await look(), await tries()]).toEqual([{ invoice: 'unpaid', subscription: 'canceled', gateway: 'subscription_inactive', case: 'ended' }, 2])
  })
})
