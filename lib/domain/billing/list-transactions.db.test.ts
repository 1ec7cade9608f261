import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { days } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { buyPlan, createPayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { listTransactions } from './list-transactions'

const start = new Date('2026-03-15T10:00:00Z')
beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

describe('transactions', () => {
  it('are payments and refunds, newest first, refunds negative, page by page and by kind', async () => {
    const client = await createPayingClient(start)
    const { paymentId, invoiceId } = await buyPlan(client)
    client.clock.advance(days(1))
    const refunds = []
    for (const amountMinor of [500n, 200n]) {
      const [id, now] = [newId('ref', client.clock.now()), client.clock.now()]
      refunds.unshift(id)
      await platformDb.refund.create({ data: { id, clientId: client.clientId, paymentId, amountMinor, currency: 'USD', state: 'succeeded', reason: 'Part', idempotencyKey: id, createdAt: now, updatedAt: now } })
      client.clock.advance(1)
    }
    const { data } = await listTransactions(client.ctx, {})
    expect(data.map(({ id, kind, amountMinor }) => [id, kind, amountMinor])).toEqual([[refunds[0], 'refund', -200n], [refunds[1], 'refund', -500n], [paymentId, 'payment', 2_900n]])
    expect(data.every((row) => row.invoiceId === invoiceId && row.paymentId === paymentId && row.invoiceNumber?.startsWith('MTX-'))).toBe(true)

    const first = await listTransactions(client.ctx, { limit: 2 })
    const second = await listTransactions(client.ctx, { limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(data.map(({ id }) => id))
    expect(second.nextCursor).toBeNull()
    expect((await listTransactions(client.ctx, { kind: 'payment' })).data.map(({ id }) => id)).toEqual([paymentId])
    expect((await listTransactions(client.ctx, { state: 'failed' })).data).toEqual([])
  })
})
