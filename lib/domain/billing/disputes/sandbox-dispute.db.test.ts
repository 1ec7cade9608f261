import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { createInvoice, getDispute, getPaymentDetail, listRefunds, refundInvoice } from '@/lib/domain/admin'
import { minutes } from '@/lib/kernel/clock'
import { signatureHeader, signNotice } from '@/lib/providers/payments/sandbox/signature'
import { createBilledClient } from '@/lib/testing/billed-client'
import { staffCtx, systemCtx } from '@/lib/testing/contexts'
import { payAtSandbox } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { getInvoice } from '../invoices/get-invoice'
import { processWebhook } from '../platform/process-webhook'
import { receiveWebhook } from '../platform/receive-webhook'
import { decideSandboxDispute } from '../platform/sandbox-dispute'
import { payInvoice } from '../start-payment'

const now = new Date('2026-05-10T08:00:00Z')
beforeAll(async () => seedCatalog(platformDb, now))
afterAll(closePool)

async function paid() {
  const client = await createBilledClient({ now })
  const { clock, ctx } = client
  const [staff, system] = [staffCtx('finance', clock, ctx.providers), systemCtx('webhook', clock, ctx.providers)]
  const invoice = await createInvoice(staff, { clientId: client.clientId, lines: [{ description: 'Work', unitMinor: 5_000n }] })
  const { id: paymentId } = await payInvoice(ctx, { id: invoice.id })
  await payAtSandbox(client, paymentId)
  const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId } })
  const chargeId = externalId ?? ''
  const press = async (act: 'open' | 'win' | 'lose', share: 'whole' | 'half' = 'whole') => {
    clock.advance(minutes(1))
    await decideSandboxDispute({ ...system, actor: { kind: 'visitor' } }, { id: chargeId, act, share })
    await deliver()
  }
  /** What the outbox would do: the sandbox's signed notices reach the inbox, each twice. */
  const deliver = async () => {
    const { id, state } = await platformDb.sandboxDispute.findUniqueOrThrow({ where: { chargeId } })
    const body = JSON.stringify({ id: `evt_${id}_${state}`, type: `dispute.${state}`, charge: id, mode: 'test' })
    for (let i = 0; i < 2; i++) {
      const row = await receiveWebhook(system, 'sandbox', body, { [signatureHeader]: signNotice('whsec_test_sandbox_secret', body, clock.now()) })
      if (row) await processWebhook(system, row)
    }
  }
  const invoiceNow = () => getInvoice(ctx, { id: invoice.id })
  const disputeId = async () => (await platformDb.dispute.findFirstOrThrow({ where: { clientId: client.clientId } })).id
  return { client, staff, invoice, paymentId, chargeId, press, invoiceNow, disputeId, system }
}

describe('a dispute of the sandbox’s bank', () => {
  it('takes the payment back and gives it back when it is won, through the real inbox', async () => {
    const { staff, press, invoiceNow, disputeId, paymentId } = await paid()
    await press('open')
    expect(await invoiceNow()).toMatchObject({ balanceMinor: 5_000n, isDisputed: true })
    const dispute = await getDispute(staff, { id: await disputeId() })
    expect(dispute).toMatchObject({ state: 'open', amountMinor: 5_000n, reason: 'fraudulent', reopenedMinor: 5_000n })
    expect(dispute.respondBy).not.toBeNull()
    await press('win')
    expect(await invoiceNow()).toMatchObject({ balanceMinor: 0n, isDisputed: false })
    const detail = await getPaymentDetail(staff, { id: paymentId })
    expect(detail.history.events.map(({ kind }) => kind).slice(0, 2)).toEqual(['dispute_won', 'dispute_opened'])
    expect(detail.ledger.map(({ sourceKind }) => sourceKind)).toEqual(['dispute_won', 'dispute', 'payment'])
    expect(detail.notices.map(({ type, state }) => [type, state])).toContainEqual(['dispute.won', 'processed'])
    for (const { entries } of detail.ledger) expect(entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n)
  })

  it('leaves half of the invoice owed when half of it is lost', async () => {
    const { press, invoiceNow } = await paid()
    await press('open', 'half')
    await press('lose')
    expect(await invoiceNow()).toMatchObject({ balanceMinor: 2_500n, isDisputed: false })
  })

  it('is opened once and decided once', async () => {
    const { press } = await paid()
    await press('open')
    await press('open', 'half')
    await press('lose')
    await expect(press('win')).rejects.toMatchObject({ code: 'invalid_state' })
  })

  it('takes no more than what was not refunded', async () => {
    const { client, staff, invoice, chargeId, press } = await paid()
    await refundInvoice(staff, { id: invoice.id, amountMinor: 5_000n })
    const refund = await platformDb.refund.findFirstOrThrow({ where: { clientId: client.clientId } })
    await platformDb.sandboxRefund.create({ data: {
      id: refund.id, chargeId, amountMinor: 5_000n, currency: 'USD', state: 'succeeded', idempotencyKey: refund.id, settlesAt: now, createdAt: now, updatedAt: now,
    } })
    await expect(press('open')).rejects.toMatchObject({ code: 'invalid_state' })
    expect((await listRefunds(staff, { clientId: client.clientId })).data).toMatchObject([{ id: refund.id, amountMinor: 5_000n, clientName: 'Test Client' }])
    expect((await listRefunds(staff, { clientId: client.clientId, state: 'failed' })).data).toEqual([])
  })
})
