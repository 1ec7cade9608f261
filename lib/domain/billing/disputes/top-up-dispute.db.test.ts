import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { refundInvoice } from '@/lib/domain/admin'
import { creditWallet } from '@/lib/domain/ledger'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { as, staffCtx } from '@/lib/testing/contexts'
import { createPayingClient, payAtSandbox } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { previewTopUp } from '../wallet/preview-top-up'
import { topUp } from '../wallet/top-up'
import { applyDispute } from './apply-dispute'

const now = new Date('2026-05-10T08:00:00Z')
const cent = 10n ** 10n
beforeAll(async () => seedCatalog(platformDb, now))
afterAll(closePool)

/** A client with a gift and a top-up of $50, taxed with 15 %, whose payment the bank took back. */
async function disputedTopUp() {
  const client = await createPayingClient(now, { country: 'SA' })
  const { ctx, clientId, clock, providers } = client
  await creditWallet(platformDb, clock, {
    clientId, mode: 'test', sourceKind: 'promo_grant', sourceId: newId('grt'), amount: money(2_000n, 'USD'), description: 'Gift', from: { clientId: null, kind: 'promotions' }, grant: { kind: 'promo' },
  })
  const { frozenAt, hash } = await previewTopUp(ctx, { amountMinor: 5_000n })
  const { payment: { id: paymentId, invoiceId } } = await topUp(ctx, { amountMinor: 5_000n, frozenAt, hash })
  await payAtSandbox(client, paymentId)
  const outcome = { paymentId, externalId: newId('dsp'), amountMinor: 5_750n, currency: 'USD', reason: 'fraudulent', respondBy: null }
  const move = (state: 'open' | 'won' | 'lost') => applyDispute(as(ctx, { kind: 'system', job: 'test' }), { ...outcome, state })
  const left = async () => Object.fromEntries((await platformDb.walletGrant.groupBy({ by: ['kind'], where: { clientId }, _sum: { remainingPicos: true } })).map(({ kind, _sum }) => [kind, (_sum.remainingPicos ?? 0n) / cent]))
  return { move, left, invoiceId, staff: staffCtx('finance', clock, providers) }
}

it('takes what was bought before any gift, and a dispute that is won brings it back as bought', async () => {
  const { move, left, invoiceId, staff } = await disputedTopUp()
  await move('open')
  expect(await left()).toEqual({ promo: 1_250n, top_up: 0n })
  await move('won')
  await move('won')
  expect(await left()).toEqual({ promo: 1_250n, top_up: 5_000n, credit: 750n })
  await refundInvoice(staff, { id: invoiceId, amountMinor: 5_750n })
  expect(await left()).toMatchObject({ promo: 1_250n, top_up: 0n })
})

it('leaves nothing to credit when it is lost', async () => {
  const { move, left } = await disputedTopUp()
  await move('open')
  await move('lost')
  expect(await left()).toEqual({ promo: 1_250n, top_up: 0n })
})
