import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { createInvoice, refundInvoice } from '@/lib/domain/admin'
import { minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { createBilledClient } from '@/lib/testing/billed-client'
import { staffCtx, systemCtx } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { getPayment } from '../get-payment'
import { decideSandboxCharge } from '../platform/sandbox'
import { settleOpenRefunds, startRefundById } from '../platform/run-refunds'
import { cancelPayment, payInvoice } from '../start-payment'
import { getPaymentHistory } from './get-payment-history'

const now = new Date('2026-05-10T08:00:00Z')
beforeAll(async () => seedCatalog(platformDb, now))
afterAll(closePool)

async function billed() {
  const client = await createBilledClient({ now })
  const staff = staffCtx('finance', client.clock, client.ctx.providers)
  const invoice = await createInvoice(staff, { clientId: client.clientId, lines: [{ description: 'Work', unitMinor: 5_000n }] })
  const press = async (paymentId: string, outcome: 'succeed' | 'decline') => {
    const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId } })
    await decideSandboxCharge({ ...systemCtx('page', client.clock, client.ctx.providers), actor: { kind: 'visitor' } }, { id: externalId ?? '', outcome })
    return getPayment(client.ctx, { id: paymentId })
  }
  const pay = () => payInvoice(client.ctx, { id: invoice.id })
  const kinds = async (id: string) => (await getPaymentHistory(client.ctx, { id })).events.map(({ kind }) => kind)
  return { client, staff, invoice, press, pay, kinds }
}

describe('the history of a payment', () => {
  it('tells the latest twenty of the other tries', async () => {
    const { client, press, pay } = await billed()
    const first = await pay()
    await press(first.id, 'decline')
    const row = await platformDb.payment.findUniqueOrThrow({ where: { id: first.id } })
    const ids = Array.from({ length: 25 }, (_, i) => newId('pay', plus(client.clock.now(), i + 1)))
    await platformDb.payment.createMany({ data: ids.map((id) => ({ ...row, id, externalId: null, idempotencyKey: `test:${id}` })) })
    const { otherTries } = await getPaymentHistory(client.ctx, { id: first.id })
    expect(otherTries.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 20))
  })

  it('tells each move once with its reason, and the other tries of the invoice', async () => {
    const { client, press, pay, kinds } = await billed()
    const first = await pay()
    client.clock.advance(minutes(1))
    await press(first.id, 'decline')
    client.clock.advance(minutes(1))
    const second = await pay()
    client.clock.advance(minutes(1))
    await press(second.id, 'succeed')
    expect(await kinds(first.id)).toEqual(['failed', 'awaiting_customer', 'started'])
    const history = await getPaymentHistory(client.ctx, { id: first.id })
    expect(history.events[0]).toMatchObject({ reason: 'card_declined', by: 'system' })
    expect(history.otherTries.map(({ id, state }) => [id, state])).toEqual([[second.id, 'succeeded']])
    expect((await kinds(second.id)).filter((kind) => kind !== 'receipt_sent')).toEqual(['succeeded', 'awaiting_customer', 'started'])
  })

  it('tells who gave it up, and an end that no act recorded', async () => {
    const { client, pay, kinds } = await billed()
    const { id } = await pay()
    client.clock.advance(minutes(1))
    await cancelPayment(client.ctx, { id })
    expect(await kinds(id)).toEqual(['canceled', 'awaiting_customer', 'started'])
    expect((await getPaymentHistory(client.ctx, { id })).events[0]?.by).toBe('client')
    const again = await pay()
    await platformDb.payment.update({ where: { id: again.id }, data: { state: 'canceled', updatedAt: client.clock.now() } })
    expect((await kinds(again.id))[0]).toBe('canceled')
  })

  it('tells refunds as they go', async () => {
    const { client, staff, invoice, press, pay, kinds } = await billed()
    const { id } = await pay()
    await press(id, 'succeed')
    client.clock.advance(minutes(1))
    await refundInvoice(staff, { id: invoice.id, amountMinor: 2_000n })
    expect((await kinds(id))[0]).toBe('refund_requested')
    const system = systemCtx('refunds', client.clock, client.ctx.providers)
    const refund = await platformDb.refund.findFirstOrThrow({ where: { clientId: client.clientId } })
    await startRefundById(system, refund.id)
    client.clock.advance(minutes(6))
    await settleOpenRefunds(system)
    expect((await getPaymentHistory(client.ctx, { id })).events[0]).toMatchObject({ kind: 'refund_succeeded', amountMinor: 2_000n })
  })
})
