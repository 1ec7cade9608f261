import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { payInvoice } from '@/lib/domain/billing'
import { ledgerBalance } from '@/lib/domain/ledger'
import { createBilledClient } from '@/lib/testing/billed-client'
import { staffCtx } from '@/lib/testing/contexts'
import { payAtSandbox } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { refundInvoice } from './act-on-invoice'
import { createInvoice } from './create-invoice'

const now = new Date('2026-05-10T08:00:00Z')
beforeAll(async () => seedCatalog(platformDb, now))
afterAll(closePool)

it('1,000 refunds raced on one payment of $29.05 give back 290 times $0.10 and not a cent above what was captured', async () => {
  const client = await createBilledClient({ now })
  const staff = staffCtx('finance', client.clock, client.ctx.providers)
  const { id } = await createInvoice(staff, { clientId: client.clientId, lines: [{ description: 'Work', unitMinor: 2_905n }] })
  const { id: paymentId } = await payInvoice(client.ctx, { id })
  await payAtSandbox(client, paymentId)
  let done = 0
  for (let batch = 0; batch < 20; batch++) {
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => refundInvoice(staff, { id, amountMinor: 10n })))
    done += results.filter(({ status }) => status === 'fulfilled').length
  }
  expect(done).toBe(290)
  const { _sum } = await platformDb.refund.aggregate({ where: { paymentId }, _sum: { amountMinor: true } })
  expect(_sum.amountMinor).toBe(2_900n)
  expect(await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({ refundedMinor: 2_900n })
  expect(await ledgerBalance(platformDb, { clientId: client.clientId, kind: 'receivable', currency: 'USD', mode: 'test' })).toBe(-2_900n)
})
