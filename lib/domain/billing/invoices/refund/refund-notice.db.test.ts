import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { createInvoice, refundInvoice } from '@/lib/domain/admin'
import { seconds } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { signatureHeader, signNotice } from '@/lib/providers/payments/sandbox/signature'
import { createBilledClient } from '@/lib/testing/billed-client'
import { staffCtx, systemCtx } from '@/lib/testing/contexts'
import { payAtSandbox } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { processWebhook } from '../../platform/process-webhook'
import { receiveWebhook } from '../../platform/receive-webhook'
import { startRefundById } from '../../platform/run-refunds'
import { payInvoice } from '../../start-payment'
import { afterFinalise } from '../after-finalise'

const now = new Date('2026-05-10T08:00:00Z')
beforeAll(async () => seedCatalog(platformDb, now))
afterAll(closePool)

async function refunded() {
  const client = await createBilledClient({ now })
  const staff = staffCtx('finance', client.clock, client.ctx.providers)
  const invoice = await createInvoice(staff, { clientId: client.clientId, lines: [{ description: 'Work', unitMinor: 5_000n }] })
  await payAtSandbox(client, (await payInvoice(client.ctx, { id: invoice.id })).id)
  await refundInvoice(staff, { id: invoice.id, amountMinor: 2_000n })
  const system = systemCtx('webhook', client.clock, client.ctx.providers)
  const refund = await platformDb.refund.findFirstOrThrow({ where: { clientId: client.clientId } })
  await startRefundById(system, refund.id)
  const { externalId } = await platformDb.refund.findUniqueOrThrow({ where: { id: refund.id } })
  return { client, system, invoice, refundId: refund.id, externalId: externalId ?? '' }
}

describe('the notice of a refund', () => {
  it('ends it once, however often it is delivered', async () => {
    const { client, system, refundId, externalId } = await refunded()
    expect(await platformDb.refund.findUniqueOrThrow({ where: { id: refundId } })).toMatchObject({ state: 'pending' })
    client.clock.advance(seconds(3))
    const deliver = async (eventId: string) => {
      const body = JSON.stringify({ id: eventId, type: 'refund.updated', charge: externalId, mode: 'test' })
      const id = await receiveWebhook(system, 'sandbox', body, { [signatureHeader]: signNotice('whsec_test_sandbox_secret', body, client.clock.now()) })
      if (id) await processWebhook(system, id)
    }
    const eventId = newId('evt')
    await Promise.all([deliver(eventId), deliver(eventId), deliver(eventId)])
    await deliver(`${eventId}-again`)
    expect(await platformDb.refund.findUniqueOrThrow({ where: { id: refundId } })).toMatchObject({ state: 'succeeded' })
    expect(await platformDb.ledgerTransaction.count({ where: { sourceKind: 'refund', sourceId: refundId } })).toBe(1)
    const events = await platformDb.webhookEvent.findMany({ where: { objectId: externalId } })
    expect(events.map(({ state }) => state).sort()).toEqual(['ignored', 'ignored', 'processed', 'processed'])
  })
})

describe('an invoice that was just posted', () => {
  it('is mailed once with its PDF, however often its promise is carried out, and so is its credit note', async () => {
    const { client, invoice } = await refunded()
    for (let i = 0; i < 3; i++) await afterFinalise(client.system, { id: invoice.id })
    const mails = await platformDb.outboxMessage.findMany({ where: { clientId: client.clientId, topic: 'mail' }, orderBy: { id: 'asc' } })
    const sent = mails.map(({ payload }) => payload as { template: string; attachments: { kind: string }[] })
    expect(sent.map(({ template, attachments }) => [template, attachments.map(({ kind }) => kind)])).toEqual([
      ['receipt', ['invoice', 'receipt']], ['credit_note', ['credit_note']], ['invoice', ['invoice']],
    ])
  })
})
