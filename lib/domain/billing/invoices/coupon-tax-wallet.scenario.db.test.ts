import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { createInvoice, creditInvoice, refundInvoice } from '@/lib/domain/admin'
import { ledgerBalance } from '@/lib/domain/ledger'
import { seconds } from '@/lib/kernel/clock'
import { as, staffCtx } from '@/lib/testing/contexts'
import { makeCoupon } from '@/lib/testing/coupon-race'
import { createPayingClient, payAtSandbox } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { startRefundById } from '../platform/run-refunds'
import { payInvoice } from '../start-payment'
import { previewSubscription } from '../subscriptions/preview-subscription'
import { settleSubscription } from '../subscriptions/settle-subscription'
import { subscribe } from '../subscriptions/subscribe'
import { collectInvoice } from './collect-invoice'
import { syncRefund } from './refund/carry-out-refund'

const start = new Date('2026-03-15T10:00:00Z')
beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

it('coupon, tax, wallet, card and credit note close to the cent', async () => {
  const client = await createPayingClient(start, { country: 'SA' })
  const { ctx, clientId, clock, providers } = client
  const staff = staffCtx('finance', clock, providers)
  const balance = (kind: 'receivable' | 'wallet') => ledgerBalance(platformDb, { clientId, kind, currency: 'USD', mode: 'test' })
  const { code } = await makeCoupon({})

  // $10.00 + 15 % paid and credited: $11.50 of credit in the wallet.
  const first = await createInvoice(staff, { clientId, lines: [{ description: 'Setup', unitMinor: 1_000n }] })
  await payAtSandbox(client, (await payInvoice(ctx, { id: first.id })).id)
  await creditInvoice(staff, { id: first.id, reason: 'duplicate' })
  expect([await balance('receivable'), await balance('wallet')]).toEqual([0n, -1_150n])

  // $29.00 − 25 % = $21.75, + 15 % = $25.01 (326.25 cents of tax round to 326).
  const order = { planCode: 'pro', interval: 'month' as const, promotionCode: code }
  const { frozenAt, hash, totalMinor } = await previewSubscription(ctx, order)
  expect(totalMinor).toBe(2_501n)
  const { subscription, payment } = await subscribe(ctx, { ...order, frozenAt, hash, saveMethod: true })
  await payAtSandbox(client, payment?.id ?? '', 'pays')

  // The renewal: $11.50 from the wallet, $13.51 from the card.
  clock.set((await platformDb.subscription.findUniqueOrThrow({ where: { id: subscription.id } })).currentPeriodEnd ?? start)
  expect(await settleSubscription(as(ctx, { kind: 'system', job: 'billing' }), { id: subscription.id })).toBe('renewed')
  const renewal = await platformDb.invoice.findFirstOrThrow({ where: { clientId, reason: 'subscription_cycle' } })
  expect(renewal).toMatchObject({ discountMinor: 725n, subtotalMinor: 2_175n, taxMinor: 326n, totalMinor: 2_501n })
  expect(await collectInvoice(ctx, renewal.id)).toMatchObject({ outcome: 'paid' })
  expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: renewal.id } })).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_501n, walletMinor: 1_150n })

  // Refunded whole: the card gets its $13.51, the wallet its $11.50, income and tax of the renewal are nothing.
  const done = await refundInvoice(staff, { id: renewal.id, reason: 'service' })
  expect(done.creditNotes).toMatchObject([{ subtotalMinor: 2_175n, taxMinor: 326n, totalMinor: 2_501n, refundMinor: 1_351n, walletMinor: 1_150n }])
  const refund = await platformDb.refund.findFirstOrThrow({ where: { clientId, state: 'requested' } })
  await startRefundById(client.system, refund.id)
  clock.advance(seconds(3))
  await syncRefund(ctx, refund.id)
  expect([await balance('receivable'), await balance('wallet')]).toEqual([0n, -1_150n])
  const { _sum } = await platformDb.ledgerEntry.aggregate({ where: { transaction: { clientId } }, _sum: { amountMinor: true } })
  expect(_sum.amountMinor).toBe(0n)
})
